import { readFileSync } from 'node:fs'
import { blocksIn, type ServedPage, servePage } from '../support/service-page.js'

/** What comes before the first heading of a section. */
const [firstScreen = ''] = /^[\s\S]*?(?=^## )/m.exec(readFileSync('README.md', 'utf8')) ?? []
const [file = ''] = blocksIn(firstScreen, 'yaml')
const [commands = '', curl = ''] = blocksIn(firstScreen, 'sh')
const [path = ''] = /examples\/\S+\.yaml/.exec(commands) ?? []

let page: ServedPage
beforeAll(async () => {
  page = await servePage({ file, path, commands: commands.trim().split('\n') })
})
afterAll(() => page.stop())

test('the first screen shows a file of ten lines that is in the repository', () => {
  expect(file.trimEnd().split('\n')).toHaveLength(10)
  expect(readFileSync(path, 'utf8')).toBe(file)
})

test('curl places an order', async () => {
  const { code, stdout } = await page.run(curl.replace('curl', 'curl -fsS'), { env: { KEY: page.key } })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    id: expect.stringMatching(/^9007199254740\d{3}$/),
    customer: 'ada',
    lines: [{ sku: 'tea', quantity: 2 }],
    total: 9,
    placed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  })
})

const clients = [
  ["PHP's SoapClient", 'php -d soap.wsdl_cache_enabled=0', 'php', /^order 9007199254740\d{3}, total 9\.00$/m],
  ["Python's xmlrpc.client", '/usr/bin/python3 -', 'python', /^order 9007199254740\d{3} total 9\.00$/m],
] as const

test.each(clients)('%s places an order', async (_name, command, language, output) => {
  const [input = ''] = blocksIn(firstScreen, language)
  const { code, stdout } = await page.run(command, { input, env: { KEY: page.key } })
  expect([code, stdout]).toEqual([0, expect.stringMatching(output)])
})
