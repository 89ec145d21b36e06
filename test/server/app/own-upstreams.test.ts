import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, install } from '../../support/process.js'
import { runProgram } from '../../support/program.js'
import { startService, type TestService } from '../../support/service.js'

/** A gateway in a program, with methods of its own and services behind it, called without HTTP. */
const program = `
import { writeFileSync } from 'node:fs'
import { createGateway, defineMethod, z } from 'babelgate'

const [, , dataDir, upstreams, changed] = process.argv
const greet = defineMethod()({
  name: 'own.greet', summary: 'Greet', params: z.object({}), result: z.object({ greeting: z.string() }), needs: { key: false },
  run: () => ({ greeting: 'Hello' }),
})
const gateway = await createGateway({ methods: [greet], upstreams, settings: { DATA_DIR: dataDir } })
const answers = [await gateway.call('own.greet'), await gateway.call('shop.get', { id: '1' })]
writeFileSync(upstreams, changed)
await gateway.reload()
answers.push(await gateway.call('shop.get', { id: '1' }))
console.log(JSON.stringify(answers))
await gateway.close()
`

let service: TestService
let installation: Installation

beforeEach(async () => {
  service = await startService()
  installation = install()
})
afterEach(async () => {
  await installation.remove()
  await service.stop()
})

test('a program has services behind its gateway, and reads them again', async () => {
  service.answer((response, { path }) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ path })),
  )
  const file = join(installation.folder, 'upstreams.yaml')
  const yaml = (path: string) =>
    `services: { shop: { url: "${service.url}", access: everyone, methods: { get: { call: "GET ${path}/{id}", params: { id: string }, result: { path: string }, needs: [] } } } }`
  writeFileSync(file, yaml('/old'))
  const { stdout } = await runProgram(program, { args: [installation.dataDir, file, yaml('/new')] })
  expect(JSON.parse(stdout)).toEqual([{ greeting: 'Hello' }, { path: '/old/1' }, { path: '/new/1' }])
})
