import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMember } from '../../support/add-member.js'
import { freePort } from '../../support/free-port.js'
import { type Installation, install } from '../../support/process.js'
import { startService, type TestService } from '../../support/service.js'

let service: TestService
let place: Installation

beforeAll(async () => {
  service = await startService()
  place = install()
  await addMember(place)
})
afterAll(async () => {
  await place.remove()
  await service.stop()
})

const write = (yaml: string) => writeFileSync(join(place.folder, 'upstreams.yaml'), yaml)

/** The findings about services: by name, whether it is as it should be, and the detail. */
async function examine() {
  const { code, stdout } = await place.run(['doctor', '--upstreams', 'upstreams.yaml', '--json'], {
    env: { SHOP_KEY: 'the-key-of-shop' },
  })
  const { ok, findings }: { ok: boolean; findings: { name: string; ok: boolean; detail: string }[] } =
    JSON.parse(stdout)
  expect(code).toBe(ok ? 0 : 1)
  expect(stdout).not.toContain('the-key-of-shop')
  return findings
    .filter(({ name }) => name === 'upstreams' || name.startsWith('service '))
    .map((finding) => [finding.name, finding.ok, finding.detail])
}

const shop = (probe: string, url = service.url) => `
services:
  shop:
    url: ${url}
    auth: { header: { X-Api-Key: "\${SHOP_KEY}" } }
    methods:
      list: { call: GET /list, result: any, ${probe} }
`
const readable = ['upstreams', true, 'upstreams.yaml can be read; it has 1 service']

test('the credentials of a service are tried by the read that is marked as its probe', async () => {
  write(shop('probe: true'))
  service.answer((response, { headers }) => {
    const status = headers['x-api-key'] === 'the-key-of-shop' ? 200 : 401
    response.writeHead(status, { 'content-type': 'application/json' }).end('[]')
  })
  expect(await examine()).toEqual([readable, ['service shop', true, 'a connection was made; shop.list answered']])
  expect(service.received.map(({ verb, path }) => `${verb} ${path}`)).toEqual(['GET /list'])
  service.answerJson('{"key":"the-key-of-shop"}', 403)
  expect(await examine()).toEqual([
    readable,
    ['service shop', false, 'the probe shop.list failed: Upstream failed (shop answered 403)'],
  ])
})

test('without a probe a connection is made and nothing is sent', async () => {
  write(shop('probe: false'))
  service.answerJson('[]')
  expect(await examine()).toEqual([
    readable,
    ['service shop', true, 'a connection was made; its credentials were not tried: no read is marked probe: true'],
  ])
  expect(service.received).toEqual([])
})

test('a name that is not found, a port that refuses, a server without TLS, and a literal secret', async () => {
  const port = await freePort()
  const { port: plain } = new URL(service.url)
  const methods = 'methods: { get: { call: GET /, result: any } }'
  write(`
services:
  lost: { url: "http://no-such-host.invalid", ${methods} }
  refused: { url: "http://127.0.0.1:${port}", ${methods} }
  plain: { url: "https://127.0.0.1:${plain}", ${methods} }
  literal: { url: "${service.url}", auth: { bearer: the-key-of-shop }, ${methods} }
`)
  expect(await examine()).toEqual([
    ['upstreams', true, 'upstreams.yaml can be read; it has 4 services'],
    ['upstreams', true, expect.stringMatching(/^warning: upstreams\.yaml:6:.*auth/)],
    [
      'service lost',
      false,
      expect.stringMatching(/^lost: no connection to no-such-host\.invalid: .*(ENOTFOUND|EAI_AGAIN)/),
    ],
    ['service refused', false, expect.stringMatching(/^refused: no connection to 127\.0\.0\.1:\d+: .*ECONNREFUSED/)],
    ['service plain', false, expect.stringMatching(/^plain: no connection to 127\.0\.0\.1:\d+: /)],
    ['service literal', true, expect.stringContaining('a connection was made')],
  ])
})

test('a file that cannot be read is one finding', async () => {
  write('servces: {}')
  expect(await examine()).toEqual([['upstreams', false, expect.stringMatching(/^upstreams\.yaml:1:.*servces/)]])
})
