import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Installation, install } from '../../support/process.js'

let place: Installation
let server: Server
let answers: Record<string, string | ((response: ServerResponse, request: IncomingMessage) => void)>
let asked: string[]

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = answers[request.url ?? '']
    if (answer === undefined) response.writeHead(404).end()
    else if (typeof answer === 'string') response.end(answer)
    else answer(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const portOf = () => (server.address() as AddressInfo).port

beforeEach(() => {
  place = install()
  asked = []
  answers = { '/v1/openapi.json': JSON.stringify(pets({})) }
  write('')
})
afterEach(() => place.remove())

/** Writes the file of services, whose service `pets` has these words more. */
function write(words: string, address = `http://127.0.0.1:${portOf()}/v1/openapi.json`): void {
  writeFileSync(join(place.folder, 'upstreams.yaml'), `services:\n  pets:\n    openapi: ${address}\n${words}`)
}

/** A description with these responses of its only operation, and more paths. */
function pets(responses: object, more: object = {}): object {
  const get = { operationId: 'get', parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }], responses }
  return {
    openapi: '3.0.0',
    info: { title: 'Pets' },
    servers: [{ url: '/v1' }],
    paths: { '/pets/{id}': { get }, ...more },
  }
}

const run = (name: string, ...args: readonly string[]) =>
  place.run(['upstream', name, '--upstreams', 'upstreams.yaml', ...args])
const lock = (file: string) => JSON.parse(readFileSync(join(place.folder, 'upstreams.lock', 'pets', file), 'utf8'))

test('a description is fetched and locked, and read from the lock then', async () => {
  answers = {
    '/v1/openapi.json': JSON.stringify(
      pets({ 200: { description: 'Yes', content: { 'application/json': { schema: { $ref: 'types/pet.yaml' } } } } }),
    ),
    '/v1/types/pet.yaml': 'type: object\nproperties: { owner: { $ref: "/owner.json" } }\n',
    '/owner.json': '{ "type": "string" }',
  }
  const pulled = await run('pull')
  expect(pulled).toEqual({ code: 0, stdout: 'pets: locked; methods: 1, refused: 0, documents: 3\n', stderr: '' })
  expect(asked).toEqual(['/v1/openapi.json', '/v1/types/pet.yaml', '/owner.json'])
  expect(readdirSync(join(place.folder, 'upstreams.lock', 'pets')).sort()).toEqual(['numbers.json', 'openapi.json'])
  expect(Object.keys(lock('numbers.json').sources)).toEqual([
    ...['/v1/openapi.json', '/v1/types/pet.yaml', '/owner.json'].map((path) => `http://127.0.0.1:${portOf()}${path}`),
  ])
  asked = []
  const checked = await run('check', '--json')
  expect(JSON.parse(checked.stdout)).toEqual({ services: [{ name: 'pets', methods: 1, refused: [], degraded: [] }] })
  expect(asked).toEqual([])
  expect((await run('pull')).stdout).toBe('pets: unchanged; methods: 1, refused: 0, documents: 3\n')
})

test('codes stay as they were first pulled', async () => {
  answers['/v1/openapi.json'] = JSON.stringify(pets({ 404: { description: 'No pet' }, 409: { description: 'Taken' } }))
  await run('pull')
  expect(lock('numbers.json').codes).toEqual({ get: { 404: 1, 409: 2 } })
  answers['/v1/openapi.json'] = JSON.stringify(pets({ 400: { description: 'Bad id' }, 409: { description: 'Sold' } }))
  const diff = await run('diff', '--json')
  expect(JSON.parse(diff.stdout)).toEqual({
    services: [
      {
        name: 'pets',
        come: [],
        go: [],
        change: [],
        codes: [
          { method: 'get', status: '404', code: 1, change: 'go' },
          { method: 'get', status: '409', code: 2, change: 'title' },
          { method: 'get', status: '400', code: 3, change: 'come' },
        ],
      },
    ],
  })
  await run('pull')
  expect(lock('numbers.json').codes).toEqual({ get: { 400: 3, 404: 1, 409: 2 } })
})

test('diff tells what pull would change, and writes nothing', async () => {
  expect((await run('diff')).stderr).toBe(
    'babelgate: The service pets was never pulled; run babelgate upstream pull pets\n',
  )
  answers['/v1/openapi.json'] = JSON.stringify(
    pets({}, { '/a': { get: { operationId: 'a' } }, '/b': { get: { operationId: 'b' } } }),
  )
  await run('pull')
  const before = lock('openapi.json')
  expect((await run('diff')).stdout).toBe('pets: nothing changes\n')
  const b = { operationId: 'b', parameters: [{ name: 'q', in: 'query', schema: { $ref: '#/components/schemas/Q' } }] }
  answers['/v1/openapi.json'] = JSON.stringify({
    ...pets({ 404: { description: 'No pet' } }, { '/b': { get: b }, '/c': { get: { operationId: 'c' } } }),
    components: { schemas: { Q: { type: 'string' } } },
  })
  expect((await run('diff')).stdout.split('\n')).toEqual([
    ...[
      'pets:',
      '  comes    c',
      '  goes     a',
      '  changes  b: parameters, request',
      '  code     get: 1 (404) comes',
      '',
    ],
  ])
  expect(lock('openapi.json')).toEqual(before)
})

test('compressed documents and redirects on the same host are read', async () => {
  answers = {
    '/v1/openapi.json': (response) => response.writeHead(302, { location: '/v2' }).end(),
    '/v2': (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(pets({})))),
  }
  expect((await run('pull')).stdout).toBe('pets: locked; methods: 1, refused: 0, documents: 1\n')
})

const refer = ($ref: string) => JSON.stringify(pets({}, { '/a': { $ref } }))
const redirect = (location: string) => (response: ServerResponse) => response.writeHead(302, { location }).end()

test.each<[what: string, answer: (typeof answers)[string], message: RegExp]>([
  ['no description', 'Not found', /It is no OpenAPI document: it is no object$/],
  ['a web page', '<!doctype html><p>Hello', /It is no OpenAPI document|is no YAML/],
  ['an error', (response) => response.writeHead(500).end(), /answers with the status 500$/],
  ['a reset', (response) => response.destroy(), /cannot be fetched: /],
  [
    'a redirect to another host',
    redirect('http://localhost/'),
    /redirects to another host; write the address itself as openapi$/,
  ],
  ['redirects in a circle', redirect('/v1/openapi.json'), /has more than 5 redirects$/],
  [
    'a file',
    refer('file:///etc/hostname'),
    /refers to file:\/\/\/etc\/hostname, which is no address of a description$/,
  ],
  ['another host', refer('http://localhost:1/a'), /which is on another host; write localhost under import_from$/],
  ['a password', refer('//ada:secret@127.0.0.1/a'), /which holds a password$/],
  [
    'a metadata address',
    refer('http://169.254.169.254/a'),
    /which is on another host; write 169\.254\.169\.254 under import_from$/,
  ],
  [
    'an address of another host',
    JSON.stringify({ ...pets({}), servers: [{ url: 'http://localhost/v1' }] }),
    /named by the fetched description only; write it as url, or localhost under allow$/,
  ],
  ['no address', JSON.stringify({ ...pets({}), servers: [] }), /names no address; write url beside openapi$/],
  ['too many bytes', (response) => response.end(Buffer.alloc(33 * 1024 * 1024, 32)), /has more than 33554432 bytes$/],
  [
    'too many bytes when inflated',
    (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(40 * 1024 * 1024))),
    /has more than 33554432 bytes$/,
  ],
])('a description with %s is refused', async (_, answer, message) => {
  answers['/v1/openapi.json'] = answer
  const { code, stdout, stderr } = await run('pull')
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr.trimEnd()).toMatch(/^babelgate: upstreams\.yaml:2:3: services\.pets: /)
  expect(stderr.trimEnd()).toMatch(message)
  expect(existsSync(join(place.folder, 'upstreams.lock'))).toBe(false)
})

test('a description that cannot be read leaves the lock as it was', async () => {
  await run('pull')
  const before = lock('openapi.json')
  answers['/v1/openapi.json'] = '{}'
  expect((await run('pull')).code).toBe(1)
  expect(lock('openapi.json')).toEqual(before)
})

test('hosts of import_from may be read, but never metadata addresses that are not allowed', async () => {
  answers['/v1/openapi.json'] = refer(`http://localhost:${portOf()}/path.json`)
  answers['/path.json'] = JSON.stringify({ get: { operationId: 'imported' } })
  write('    import_from: [localhost]\n')
  expect((await run('pull')).stdout).toBe('pets: locked; methods: 2, refused: 0, documents: 2\n')
  answers['/v1/openapi.json'] = refer('http://169.254.169.254/a')
  write('    import_from: [169.254.169.254]\n')
  expect((await run('pull')).stderr).toMatch(
    /169\.254\.169\.254 is a link-local or metadata address; name 169\.254\.169\.254 in allow/,
  )
})

test('only descriptions with an address are pulled', async () => {
  writeFileSync(join(place.folder, 'pets.json'), JSON.stringify(pets({})))
  write('    url: http://127.0.0.1:9\n', 'pets.json')
  expect((await run('pull')).stderr).toBe('babelgate: No service has a description at an address; nothing is fetched\n')
  expect((await run('pull', 'pets')).stderr).toBe(
    'babelgate: The service pets has no description at an address; nothing is fetched for it\n',
  )
  expect(existsSync(join(place.folder, 'upstreams.lock'))).toBe(false)
})
