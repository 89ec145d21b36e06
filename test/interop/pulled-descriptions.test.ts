import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import OAuth from 'oauth-1.0a'
import { type Installation, install, type Json, type ServerProcess } from '../support/process.js'
import { startService, type TestService } from '../support/service.js'

/** Descriptions of a service that nobody here wrote, in three versions of the specification. */
const descriptions = { pets20: '2.0', pets30: '3.0', pets31: '3.1' } as const
const services = Object.keys(descriptions)

const folder = dirname(require.resolve('@readme/oas-examples/package.json'))

/** Client, program and script. */
const clients: readonly (readonly [string, string, string])[] = [
  ["PHP's SoapClient", 'php', 'pets-soap.php'],
  ["Perl's SOAP::Lite", '/usr/bin/perl', 'pets-soap.pl'],
  ["Python's xmlrpc.client", '/usr/bin/python3', 'pets-xmlrpc.py'],
  ["Ruby's xmlrpc", '/usr/bin/ruby', 'pets-xmlrpc.rb'],
]

let service: TestService
let place: Installation
let server: ServerProcess
let app: Json
let keys: Readonly<Record<string, string>>
let token: Json
/** The bodies that the service got since the test began. */
let added: unknown[]

beforeAll(async () => {
  service = await startService()
  service.answer((response, { verb, path, body }) => {
    const version = /^\/(\d\.\d)\.json$/.exec(path)?.[1]
    response.setHeader('content-type', 'application/json')
    if (version !== undefined) response.end(readFileSync(join(folder, version, 'json', 'petstore.json')))
    else if (verb === 'POST') {
      added.push(JSON.parse(Buffer.from(body, 'latin1').toString()))
      response.end()
    } else if (path.endsWith('/pet/9007199254740993')) {
      response.end(
        '{"id":9007199254740993,"name":"Rex","photoUrls":["one"],"tags":[{"id":1,"name":"big"}],"status":"available"}',
      )
    } else response.writeHead(404).end('{"message":"no such pet"}')
  })
  place = install()
  const file = join(place.folder, 'upstreams.yaml')
  const words = Object.entries(descriptions).map(
    ([name, version]) => `  ${name}:\n    openapi: ${service.url}/${version}.json\n    url: ${service.url}/${name}\n`,
  )
  writeFileSync(file, `services:\n${words.join('')}`)
  const env = { UPSTREAMS: file }
  expect(await place.run(['upstream', 'pull'], { env })).toMatchObject({ code: 0 })
  expect(await place.run(['upstream', 'check'], { env })).toMatchObject({ code: 0 })
  server = await place.serve({ env })
  await place.json('user', 'create', '--username', 'ada', '--password', 'correct horse')
  const create = (...more: string[]) => place.json('app', 'create', '--name', 'Pets', '--owner', 'ada', ...more)
  app = await create('--services', '*')
  const limited = await create('--services', services.join())
  await place.json('app', 'set', limited.api_key, '--limit', '1/h')
  keys = { key: app.api_key, limitedKey: limited.api_key, strangerKey: (await create()).api_key }
  token = await place.json('token', 'create', '--app', app.api_key, '--user', 'ada')
})
beforeEach(() => {
  added = []
})
afterAll(async () => {
  await place.remove()
  await service.stop()
})

test.each(clients)('%s calls a Swagger file, a 3.0 and a 3.1 file', async (_name, program, script) => {
  await place.json('app', 'set', keys['limitedKey'] ?? '', '--limit', '0')
  await place.json('app', 'set', keys['limitedKey'] ?? '', '--limit', '1/h')
  const running = promisify(execFile)(program, [join(__dirname, 'clients', script)])
  running.child.stdin?.end(JSON.stringify({ url: server.url, ...keys, services }))
  const seen: Json = JSON.parse((await running).stdout)
  for (const name of services) {
    const { pet, missing, stranger, wrong } = seen.services[name]
    expect({ name, missing, stranger, wrong }).toEqual({ name, missing: 2, stranger: 110, wrong: 123 })
    expect([String(pet.id), pet.name, pet.status]).toEqual(['9007199254740993', 'Rex', 'available'])
    expect([pet.photoUrls, pet.tags].flat()).toEqual(['one', expect.objectContaining({ name: 'big' })])
  }
  expect(seen.limited).toBe(112)
  const sent = { name: 'Ada & <co>', photoUrls: ['a,b', 'c'], category: { id: 2, name: 'cats' }, tags: [{ name: 'x' }] }
  expect(added).toEqual(services.map(() => sent))
})

test.each(services)('OAuth 1.0a signs calls of %s', async (name) => {
  const oauth = new OAuth({
    consumer: { key: app.api_key, secret: app.secret },
    signature_method: 'HMAC-SHA1',
    hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
  })
  const holder = { key: token.oauth_token, secret: token.oauth_token_secret }
  const get = async (secret: string) => {
    const url = `${server.url}/${name}/pet/9007199254740993`
    const signed = oauth.authorize({ url, method: 'GET' }, { ...holder, secret })
    const response = await fetch(url, { headers: { authorization: oauth.toHeader(signed).Authorization } })
    return [response.status, (await response.text()).slice(0, 25)]
  }
  expect(await get(holder.secret)).toEqual([200, '{"id":"9007199254740993",'])
  expect((await get('forged'))[0]).toBe(401)
})
