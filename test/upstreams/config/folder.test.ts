import { readText, refusalOf } from '../../support/upstreams-file.js'

const service = (name: string) => `services: { ${name}: { url: http://${name}, methods: { get: { call: GET / } } } }\n`

const folder = (files: Readonly<Record<string, string>>) => ({
  path: 'conf',
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`conf/${name}`, text])),
})

test('the files of a folder are one, in the order of their names', () => {
  const { services, permissions, files } = readText(
    '',
    folder({
      'b.yml': service('bills'),
      'a.yaml': `defaults: { timeout: 3s }\n${service('orders')}`,
      'c.yaml': 'permissions: { orders: { title: Orders, levels: { read: See } } }',
      '.hidden.yaml': service('hidden'),
      'readme.md': 'no services',
      'petstore.json': '{}',
    }),
  )
  expect(services.map(({ target }) => target.name)).toEqual(['orders', 'bills'])
  expect(services.map((one) => (one.kind === 'written' ? one.operations[0]?.retry.timeout : 0))).toEqual([3000, 3000])
  expect(permissions.map(({ name }) => name)).toEqual(['orders'])
  expect(files.map((path) => path.replace(/^.*\//, ''))).toEqual(['a.yaml', 'b.yml', 'c.yaml'])
})

test('paths are relative to the file that names them', () => {
  const text = 'services: { a: { url: "http://a", auth: { bearer: file:token }, methods: { get: { call: GET / } } } }'
  const { services } = readText('', folder({ 'a.yaml': text, token: 'of-the-folder' }))
  expect(services[0]?.target.auth).toEqual({ kind: 'bearer', token: 'of-the-folder' })
})

test.each([
  [
    { 'a.yaml': service('orders'), 'b.yaml': `\n${service('orders')}` },
    'conf/b.yaml:2:13: services.orders is named twice, in conf/a.yaml:1:13 too; choose another name',
  ],
  [
    { 'a.yaml': 'defaults: {}', 'b.yaml': '\ndefaults: {}' },
    'conf/b.yaml:2:1: defaults is in conf/a.yaml:1:1 too; leave one of them, which holds for all',
  ],
  [
    {
      'a.yaml': 'permissions: { a: { title: A, levels: { read: See } } }',
      'b.yaml': 'permissions: { a: { title: A, levels: { read: See } } }',
    },
    'conf/b.yaml:1:16: permissions.a has the name of a kind that there is; choose another',
  ],
  [
    { 'a.yaml': service('orders'), 'b.yaml': 'service: {}' },
    'conf/b.yaml:1:1: service is no word of this version; did you mean services?',
  ],
])('files that cannot live together are refused: %j', (files, message) => {
  expect(refusalOf('', folder(files))).toBe(message)
})
