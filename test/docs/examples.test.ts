import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { babelgate } from '../support/conversation.js'
import { blocksIn, type ServedPage, servePage } from '../support/service-page.js'

const folders = ['rest', 'openapi'].map((name) => join('examples', name))

test.each(folders)('the commands of %s work as they stand there', async (folder) => {
  const [commands = '', call = ''] = blocksIn(readFileSync(join(folder, 'README.md'), 'utf8'), 'sh')
  const path = join(folder, 'upstreams.yaml')
  expect(commands).toContain(path)
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const { 'upstreams.yaml': file = '', ...others } = files
  const page: ServedPage = await servePage({ file, path, files: others, commands: commands.trim().split('\n') })
  const { code, stdout } = await page.run(call.replace('curl', 'curl -fsS'), { env: { KEY: page.key } })
  await page.stop()
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual([
    { sku: 'tea', price: 4.5 },
    { sku: 'honey', price: 7.25 },
    { sku: 'salt', price: 0.95 },
  ])
})

test('nothing of the OpenAPI example is refused or lost', () => {
  const [node = '', program = ''] = babelgate
  const args = [program, 'upstream', 'check', '--upstreams', 'examples/openapi/upstreams.yaml', '--json']
  const output = execFileSync(node, args, { env: { PATH: process.env['PATH'], ORDERS_KEY: 'demo-key' } })
  expect(JSON.parse(String(output))).toEqual({ services: [{ name: 'shop', methods: 6, refused: [], degraded: [] }] })
})
