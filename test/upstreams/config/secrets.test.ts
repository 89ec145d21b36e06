import { readText, refusalOf, writtenIn } from '../../support/upstreams-file.js'

const service = (auth: string, more = '') => `services:
  orders:
    url: http://orders.internal:8080
    auth: ${auth}
    ${more}
    methods: { get: { call: GET / } }
`

const authOf = (auth: string, reading?: Parameters<typeof writtenIn>[1]) =>
  writtenIn(service(auth), reading).target.auth

const certificate = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'
const privateKey = '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n'

const env = { USER: 'gateway', PASSWORD: 'pass-word', KEY: 'key$1', PEM: privateKey }

test.each([
  ['{ basic: ["${USER}", "${PASSWORD}"] }', { kind: 'basic', user: 'gateway', password: 'pass-word' }, ['pass-word']],
  ['{ bearer: "${KEY}" }', { kind: 'bearer', token: 'key$1' }, ['key$1']],
  ['{ bearer: "a-${KEY}$$" }', { kind: 'bearer', token: 'a-key$1$' }, ['a-key$1$']],
  ['{ bearer: file:token.txt }', { kind: 'bearer', token: 'from a file' }, ['from a file']],
  ['{ bearer: "file:${USER}/token" }', { kind: 'bearer', token: 'two\tlines' }, undefined],
  [
    '{ header: { X-Key: "${KEY}", X-B: b }}',
    { kind: 'header', headers: { 'x-key': 'key$1', 'x-b': 'b' } },
    ['key$1', 'b'],
  ],
  ['{ query: { api-key: "${KEY}" } }', { kind: 'query', fields: { 'api-key': 'key$1' } }, ['key$1']],
  [
    '{ client_cert: { cert: certs/a.pem, key: "file:certs/a.key" } }',
    { kind: 'client-cert', cert: certificate, key: privateKey },
    [privateKey],
  ],
  [
    '{ client_cert: { cert: certs/a.pem, key: "${PEM}" } }',
    { kind: 'client-cert', cert: certificate, key: privateKey },
    [privateKey],
  ],
  [
    '{ oauth1: { consumer_key: a, consumer_secret: "${KEY}" } }',
    {
      kind: 'oauth1',
      consumerKey: 'a',
      consumerSecret: 'key$1',
      token: undefined,
      tokenSecret: undefined,
      method: 'HMAC-SHA1',
    },
    ['key$1'],
  ],
  [
    '{ oauth1: { consumer_key: a, consumer_secret: "${KEY}", token: t, token_secret: "${PASSWORD}", method: PLAINTEXT } }',
    {
      kind: 'oauth1',
      consumerKey: 'a',
      consumerSecret: 'key$1',
      token: 't',
      tokenSecret: 'pass-word',
      method: 'PLAINTEXT',
    },
    ['key$1', 'pass-word'],
  ],
  [
    '{ oauth2: { token_url: "https://login.example.com/token", client_id: a, client_secret: "${KEY}", scope: a b } }',
    {
      kind: 'oauth2',
      tokenUrl: new URL('https://login.example.com/token'),
      clientId: 'a',
      clientSecret: 'key$1',
      scope: 'a b',
    },
    ['key$1'],
  ],
])('auth %s', (auth, expected, secrets) => {
  const files = {
    'token.txt': 'from a file\n',
    'gateway/token': 'two\tlines',
    'certs/a.pem': certificate,
    'certs/a.key': privateKey,
  }
  if (secrets === undefined) {
    expect(refusalOf(service(auth), { env, files })).toMatch(/^upstreams\.yaml:4:13: .* must be a secret of one line$/)
    return
  }
  expect(authOf(auth, { env, files })).toEqual(expected)
  expect(readText(service(auth), { env, files }).secrets).toEqual(secrets)
})

test('secrets that the file spells out are warned of, with their places', () => {
  const { warnings, secrets } = readText(
    'services:\n' +
      '  a: { url: "http://a", auth: { basic: [gateway, literal] }, methods: { get: { call: GET / } } }\n' +
      '  b: { url: "http://b", auth: { bearer: "${KEY}" }, methods: { get: { call: GET / } } }\n' +
      '  c:\n    url: http://c\n    auth:\n      header:\n        X-Key: other\n    methods: { get: { call: GET / } }\n' +
      '  d: { url: "http://d", proxy: "http://user:pro%78y@proxy:3128", methods: { get: { call: GET / } } }\n',
    { env },
  )
  expect(secrets).toEqual(['literal', 'key$1', 'other', 'pro%78y', 'proxy'])
  expect(warnings.map((line) => line.replace(/^.*\//, ''))).toEqual([
    'upstreams.yaml:2:50: services.a.auth.basic[1] is a secret that the file spells out; take ${NAME} or file:PATH',
    'upstreams.yaml:8:9: services.c.auth.header.X-Key is a secret that the file spells out; take ${NAME} or file:PATH',
    'upstreams.yaml:10:25: services.d.proxy is a secret that the file spells out; take ${NAME} or file:PATH',
  ])
})

test('what the environment gives in a request is masked too, and is never a parameter', () => {
  const text = `services:
  orders:
    url: "http://\${USER}.internal"
    methods:
      get:
        call: POST /tenants/\${USER}
        params: { name: string }
        query: { key: "\${KEY}" }
        headers: { X-Key: "v-\${PASSWORD}" }
        body: { a: ["\${BRACES}", "{name}", "\${SHORT}"] }
`
  const { services, secrets, warnings } = readText(text, { env: { ...env, BRACES: '{name}', SHORT: 'x' } })
  expect([...secrets].sort()).toEqual(['key$1', 'pass-word', '{name}'])
  expect(warnings).toEqual([])
  const [service] = services
  if (service?.kind !== 'written') throw new Error('no such service')
  expect(service.target.urls.map(String)).toEqual(['http://gateway.internal/'])
  const request = service.operations[0]?.request
  expect(request?.path).toEqual(['/tenants/gateway'])
  expect(request?.body?.value).toEqual({
    kind: 'object',
    members: [
      [
        'a',
        {
          kind: 'list',
          items: [
            { kind: 'constant', value: '{name}' },
            { kind: 'param', name: 'name' },
            { kind: 'constant', value: 'x' },
          ],
        },
      ],
    ],
  })
})

test('no message holds a secret', () => {
  const secret = 'qwertz\nuiop'
  for (const text of [
    service('{ bearer: "${KEY}" }'),
    service('{ header: { X-Key: "${KEY}" } }'),
    service('{ basic: [a, "${KEY}"] }', 'access: "${KEY}"'),
    service('{ client_cert: { cert: "${KEY}", key: a } }'),
  ]) {
    const message = refusalOf(text, { env: { KEY: secret } })
    expect(message).not.toBe('')
    expect(message).not.toMatch(/qwertz|uiop/)
  }
})

test('a certificate authority is a file, and every file that was read is named', () => {
  const text = service('{ bearer: file:token.txt }', 'ca: ./ca.pem')
  const { services, files } = readText(text, { files: { 'ca.pem': certificate, 'token.txt': 'a-token' } })
  expect(services[0]?.target.ca).toBe(certificate)
  expect(files.map((path) => path.replace(/^.*\//, ''))).toEqual(['upstreams.yaml', 'token.txt', 'ca.pem'])
})
