import { describedIn, readText, writtenIn } from '../../support/upstreams-file.js'

const method = (words: string, call = 'GET /') => {
  const [operation] = writtenIn(
    `services: { a: { url: http://a, methods: { m: { call: ${call}${words} } } } }`,
  ).operations
  if (operation === undefined) throw new Error('no method')
  return operation
}

describe('what a service inherits', () => {
  const facts = (text: string) => {
    const [service] = readText(text).services
    if (service?.kind !== 'written') throw new Error('no such service')
    const { connectTimeout, connections, maxResponse, breaker } = service.target
    const [operation] = service.operations
    return { connectTimeout, connections, maxResponse, breaker, retry: operation?.retry, own: operation?.breaker }
  }
  const methods = 'methods: { m: { call: GET / } }'

  test('without a word', () => {
    expect(facts(`services: { a: { url: http://a, ${methods} } }`)).toEqual({
      connectTimeout: 2000,
      connections: 64,
      maxResponse: 4 * 1024 * 1024,
      breaker: { failures: 5, openFor: 10_000 },
      retry: { timeout: 10_000, retries: 1, idempotent: true },
      own: undefined,
    })
  })

  const defaults =
    'defaults: { timeout: 2m, connect_timeout: 500ms, retries: 0, breaker: { failures: 7 }, connections: 5, max_response: 1.5 MB }'

  test('from defaults', () => {
    expect(facts(`${defaults}\nservices: { a: { url: http://a, ${methods} } }`)).toEqual({
      connectTimeout: 500,
      connections: 5,
      maxResponse: 1.5 * 1024 * 1024,
      breaker: { failures: 7, openFor: 10_000 },
      retry: { timeout: 120_000, retries: 0, idempotent: true },
      own: undefined,
    })
  })

  test('with words of its own, and of the method', () => {
    const own =
      'timeout: 1h, connect_timeout: 1s, retries: 3, breaker: { open_for: 5s }, connections: 9, max_response: 10000'
    const m = 'methods: { m: { call: GET /, timeout: 3s, retries: 10, idempotent: false, breaker: { failures: 2 } } }'
    expect(facts(`${defaults}\nservices: { a: { url: http://a, ${own}, ${methods} } }`)).toMatchObject({
      connectTimeout: 1000,
      connections: 9,
      maxResponse: 10_000,
      breaker: { failures: 7, openFor: 5000 },
      retry: { timeout: 3_600_000, retries: 3 },
    })
    expect(facts(`${defaults}\nservices: { a: { url: http://a, ${own}, ${m} } }`)).toMatchObject({
      breaker: { failures: 7, openFor: 5000 },
      retry: { timeout: 3000, retries: 10, idempotent: false },
      own: { failures: 2, openFor: 5000 },
    })
  })
})

test('how a service is called', () => {
  const service = writtenIn(`
services:
  a:
    title: The shop
    url: [https://one.example.com/v1/, "http://[::1]:8080"]
    access: everyone
    allow: [Other.Example.com, 169.254.1.1, "[fe80::1]"]
    forward_user: X-User-Id
    proxy: http://proxy:3128
    needs: [signature]
    methods:
      m: { call: GET / }
      n: { call: GET /, needs: [key] }
`)
  expect(service).toMatchObject({ kind: 'written', title: 'The shop', access: 'everyone' })
  expect(service.place).toMatch(/upstreams\.yaml:3:3$/)
  expect(service.target.urls.map(String)).toEqual(['https://one.example.com/v1', 'http://[::1]:8080/'])
  expect(service.target).toMatchObject({
    name: 'a',
    allow: ['other.example.com', '169.254.1.1', '[fe80::1]'],
    forwardUser: 'x-user-id',
    proxy: new URL('http://proxy:3128'),
    auth: undefined,
    ca: undefined,
  })
  expect(service.operations.map(({ needs }) => needs)).toEqual([{ signature: true }, {}])
  expect(service.operations[1]?.place).toMatch(/upstreams\.yaml:13:7$/)
})

test.each([
  ['GET', { writes: false, retry: { idempotent: true } }],
  ['HEAD', { writes: false, retry: { idempotent: true } }],
  ['OPTIONS', { writes: true, retry: { idempotent: true } }],
  ['PUT', { writes: true, retry: { idempotent: true } }],
  ['DELETE', { writes: true, retry: { idempotent: true } }],
  ['POST', { writes: true, retry: { idempotent: false } }],
  ['PATCH', { writes: true, retry: { idempotent: false } }],
])('%s says whether a method writes and may be sent again', (verb, expected) => {
  expect(method('', `${verb} /`)).toMatchObject({ verb, ...expected })
  const other = { write: !expected.writes, idempotent: !expected.retry.idempotent }
  expect(method(`, write: ${other.write}, idempotent: ${other.idempotent}`, `${verb} /`)).toMatchObject({
    writes: other.write,
    retry: { idempotent: other.idempotent },
  })
})

test.each([
  ['', {}],
  [', needs: []', { key: false }],
  [', needs: [key]', {}],
  [', needs: [signature]', { signature: true }],
  [', needs: [token, doc=write, orders=delete]', { token: true, permission: { doc: 'write', orders: 'delete' } }],
])('needs%s', (words, needs) => {
  expect(method(words).needs).toEqual(needs)
})

test('the documentation of a method', () => {
  expect(method('')).toMatchObject({
    name: 'm',
    summary: 'GET /',
    notes: [],
    deprecated: false,
    strict: false,
    probe: false,
  })
  expect(method(', summary: Get it, notes: One, deprecated: true, strict: true, probe: true')).toMatchObject({
    summary: 'Get it',
    notes: ['One'],
    deprecated: true,
    strict: true,
    probe: true,
  })
  expect(method(', notes: [One, Two]').notes).toEqual(['One', 'Two'])
})

test('Content-Type belongs to the body, so that a request without one has none', () => {
  const words = ', params: { photo: binary? }, body: "{photo}", headers: { Content-Type: image/png, X-A: a }'
  const { headers, body } = method(words, 'PUT /').request
  expect(headers.map(({ name }) => name)).toEqual(['x-a'])
  expect(body).toMatchObject({ encoding: 'binary', contentType: 'image/png', required: false })
})

test('limits, faults and the cache of a method', () => {
  expect(method(', limits: { user: 10/m, app: "5/s,1000/h" }').limits).toEqual({ user: '10/m', app: '5/s,1000/h' })
  const errors =
    '{ 4XX: { code: 9, title: Other }, 404: { code: 1, title: Gone, detail: true }, 410: { code: 1, title: Gone } }'
  expect(method(`, errors: ${errors}`).faults).toEqual([
    { status: '404', code: 1, title: 'Gone', detail: true },
    { status: '410', code: 1, title: 'Gone', detail: false },
    { status: '4XX', code: 9, title: 'Other', detail: false },
  ])
  expect(method(', cache: { for: 60s }').cache).toEqual({ for: 60_000, per: 'caller' })
  const shared = ', needs: [token, doc=read], public: true, cache: { for: 1m, per: everyone }'
  expect(method(shared).cache).toEqual({ for: 60_000, per: 'everyone' })
})

test('a described service', () => {
  const service = describedIn(`
defaults: { timeout: 3s }
services:
  pets:
    openapi: ./docs/pets.yaml
    retries: 2
    needs: [token]
    import_from: Schemas.Example.com
    include: [getPet, "GET /pets"]
    exclude: [deletePet]
    rename: { findPetsByStatus: findPets }
    methods:
      getPet: { timeout: 1s, errors: { 404: { title: No such pet } } }
`)
  expect(service.target.urls).toEqual([])
  expect(service.description).toMatchObject({ kind: 'file', path: expect.stringMatching(/^\/.*\/docs\/pets\.yaml$/) })
  expect(service).toMatchObject({
    title: undefined,
    access: 'allowed',
    importFrom: ['schemas.example.com'],
    include: [{ name: 'getPet' }, { name: 'GET /pets' }],
    exclude: [{ name: 'deletePet' }],
    rename: [{ name: 'findPetsByStatus', to: 'findPets' }],
    defaults: { timeout: 3000, retries: 2, needs: { token: true } },
    overrides: [{ name: 'getPet', timeout: 1000, faults: [{ status: '404', code: undefined, title: 'No such pet' }] }],
  })
  const fetched = describedIn('services: { pets: { openapi: "https://a.example.com/pets.json" } }')
  expect(fetched.description).toEqual({
    kind: 'address',
    url: new URL('https://a.example.com/pets.json'),
    lockFolder: expect.stringMatching(/^\/.*\/upstreams\.lock$/),
  })
  expect(fetched.include).toBeUndefined()
})

test('kinds of permissions are declared as in babelgate.yaml', () => {
  const { permissions, services } = readText(
    'permissions:\n  orders:\n    title: { en: Orders, fr: Commandes }\n    levels: { read: See, write: Order }',
  )
  expect(services).toEqual([])
  expect(permissions).toMatchObject([{ name: 'orders', title: { en: 'Orders', fr: 'Commandes' } }])
  expect([...(permissions[0]?.levels ?? [])]).toEqual([
    ['read', 'See'],
    ['write', 'Order'],
  ])
  expect(permissions[0]?.place).toMatch(/upstreams\.yaml:2:3: permissions\.orders$/)
})

test('anchors may be used, and every use is a value of its own', () => {
  const text =
    'defaults: { breaker: &b { failures: 3 } }\nservices: { a: { url: http://a, methods: { m: { call: GET /, breaker: *b } } } }'
  expect(writtenIn(text).operations[0]?.breaker).toEqual({ failures: 3, openFor: 10_000 })
})

test('an alias stays what it was where it is used inside another anchor', () => {
  const text = `
services:
  shop:
    url: &a http://one
    methods:
      first: &m { call: GET /, query: { q: *a } }
      second: { call: GET /, query: { q: &a two } }
      third: *m
      fourth: { call: GET /, query: { q: *a } }
`
  const values = writtenIn(text).operations.map(({ request }) => request.query[0]?.value)
  expect(values).toEqual(['http://one', 'two', 'http://one', 'two'].map((value) => ({ kind: 'constant', value })))
})

test.each(['', '# nothing', 'services: {}', 'defaults: {}'])('a file without services is none: %j', (text) => {
  expect(readText(text)).toMatchObject({ services: [], permissions: [], warnings: [], secrets: [] })
})
