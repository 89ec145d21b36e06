import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, install } from '../../support/process.js'

let place: Installation
beforeAll(() => {
  place = install()
  writeFileSync(
    join(place.folder, 'upstreams.yaml'),
    `permissions: { orders: { title: Orders, levels: { read: Look at orders } } }
services:
  shop:
    url: http://127.0.0.1:9
    auth: { bearer: "\${SHOP_TOKEN}" }
    methods:
      get: { call: "GET /orders/{id}", params: { id: long }, result: any, needs: [token, orders=read] }
`,
  )
})
afterAll(() => place.remove())

const secret = { SHOP_TOKEN: 'a secret of the shop' }
const described = (env: Readonly<Record<string, string>>, ...args: string[]) =>
  place.run([...args, '--upstreams', 'upstreams.yaml'], { env })

test.each([
  ['methods list', ['methods', 'list'], 'shop.get'],
  ['methods show', ['methods', 'show', 'shop.get'], 'shop.get'],
  ['wsdl', ['wsdl'], 'name="shop.get"'],
  ['openapi', ['openapi'], '"/shop/orders/{id}"'],
])('%s describes the methods of services', async (_name, args, text) => {
  const { code, stdout, stderr } = await described(secret, ...args)
  expect([code, stderr, stdout.includes(text), stdout.includes('a secret')]).toEqual([0, '', true, false])
})

test('they want the secrets of the file, as serve does', async () => {
  const { code, stderr } = await described({}, 'methods', 'list')
  expect([code, stderr]).toEqual([1, expect.stringContaining('SHOP_TOKEN')])
})

test('operators need no secret of a service', async () => {
  const env = { UPSTREAMS: join(place.folder, 'upstreams.yaml') }
  const run = (...args: string[]) => place.run([...args, '--json'], { env })
  expect(await run('user', 'create', '--username', 'ada', '--password', 'correct horse')).toMatchObject({ code: 0 })
  const app = JSON.parse((await run('app', 'create', '--name', 'Tour', '--owner', 'ada')).stdout)
  const token = await run('token', 'create', '--app', app.api_key, '--user', 'ada', '--perm', 'orders=read')
  expect(token).toMatchObject({ code: 0, stderr: '' })
})
