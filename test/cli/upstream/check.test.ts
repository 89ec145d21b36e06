import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, install } from '../../support/process.js'

let place: Installation

beforeAll(() => {
  place = install()
})
afterAll(() => place.remove())

const written = `
  orders:
    url: http://127.0.0.1:9
    access: everyone
    methods:
      get: { call: "GET /orders/{id}", params: { id: long }, result: any }
`

/** Writes the file of services, with a service `pets` that has these words more. */
function write(words: string): string {
  const path = join(place.folder, 'upstreams.yaml')
  writeFileSync(path, `services:\n  pets:\n    url: http://127.0.0.1:9\n${words}${written}`)
  return path
}

const pets = {
  openapi: '3.0.0',
  info: { title: 'Pets' },
  paths: {
    '/pets': {
      get: {
        operationId: 'list',
        parameters: [{ name: 'tag', in: 'query', schema: { type: 'string', pattern: '(a+)+' } }],
      },
    },
    '/old': { get: { operationId: 'old', responses: { 302: { description: 'Gone' } } } },
  },
}

const check = (...args: readonly string[]) => place.run(['upstream', 'check', '--upstreams', 'upstreams.yaml', ...args])

beforeEach(() => {
  mkdirSync(join(place.folder, 'api'), { recursive: true })
  writeFileSync(join(place.folder, 'api', 'pets.json'), JSON.stringify(pets))
  write('    openapi: api/pets.json\n')
})

test('what is refused and lost is told by service and operation', async () => {
  const { code, stdout, stderr } = await check()
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout.split('\n')).toEqual([
    'pets: 1 method, 1 refused, 1 degradation',
    '  refused   old: answers with 302 only, which is not followed',
    '  degraded  list: tag has a pattern that is not checked: it is no regular expression, or may take too long',
    'orders: 1 method, 0 refused, 0 degradations',
    'warning: upstreams.yaml:2:3: services.pets numbers its faults in the order of its description; one with an address is pinned by babelgate upstream pull',
    '',
  ])
})

test('--json has the same', async () => {
  const { code, stdout } = await check('--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    services: [
      {
        name: 'pets',
        methods: 1,
        refused: [{ operation: 'old', reason: 'answers with 302 only, which is not followed' }],
        degraded: [{ operation: 'list', what: expect.stringContaining('tag has a pattern that is not checked') }],
      },
      { name: 'orders', methods: 1, refused: [], degraded: [] },
    ],
  })
})

test('a service alone is checked by its name, and what is excluded is neither refused nor lost', async () => {
  expect((await check('orders')).stdout).toBe('orders: 1 method, 0 refused, 0 degradations\n')
  write('    openapi: api/pets.json\n    exclude: [old]\n')
  const { code, stdout } = await check('pets', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout).services).toMatchObject([{ name: 'pets', methods: 1, refused: [], degraded: [{}] }])
})

test.each([
  [
    '    openapi: api/gone.json\n',
    /^upstreams\.yaml:2:3: services\.pets: .*api\/gone\.json cannot be read: it does not exist; correct the path$/,
  ],
  [
    '    openapi: https://pets.example.com/openapi.json?key=secret\n',
    /^upstreams\.yaml:2:3: services\.pets: https:\/\/pets\.example\.com\/openapi\.json was never fetched; run babelgate upstream pull pets$/,
  ],
  [
    '    openapi: api/pets.json\n    exclude: [odl]\n',
    /^upstreams\.yaml:5:15: services\.pets\.exclude has odl, which its description has not; /,
  ],
])('a description with %j is an error of its service', async (words, error) => {
  write(words)
  const { code, stdout } = await check('--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout).services).toMatchObject([
    { name: 'pets', methods: 0, error: expect.stringMatching(error) },
    {},
  ])
})

test.each([
  [
    ['upstream', 'check', 'cats', '--upstreams', 'upstreams.yaml'],
    'upstreams.yaml has no service cats; there are pets, orders',
  ],
  [['upstream', 'check'], 'upstream check needs a file of services; set UPSTREAMS or give --upstreams FILE'],
])('%j is refused', async (args, message) => {
  const { code, stdout, stderr } = await place.run(args)
  expect([code, stdout, stderr]).toEqual([1, '', `babelgate: ${message}\n`])
})
