import { readOperation, readPaths } from '../../support/openapi.js'

const named = (operationId: string | undefined) => ({ get: operationId === undefined ? {} : { operationId } })

test.each([
  ['getPetById', 'getPetById'],
  ['repos/list-for-org', 'repos_list_for_org'],
  ['users.get', 'users.get'],
  ['2fa', 'op2fa'],
  ['_hidden', 'op_hidden'],
  ['.a..b.', 'a.b'],
  ['users.1st', 'users.op1st'],
  ['größe', 'gr_e'],
  ['名前', 'get_orders_id'],
  [undefined, 'get_orders_id'],
])('the operationId %s becomes the name %s', (id, name) => {
  const { operations } = readPaths({ '/orders/{id}': named(id) })
  expect(operations.map(({ operation }) => operation.name)).toEqual([name])
})

test('operations of the same name are refused, and served once one is renamed', () => {
  const paths = { '/a': named('x/y'), '/b': named('x-y'), '/c': named('z') }
  const { operations, refused } = readPaths(paths)
  expect(operations.map(({ operation }) => operation.name)).toEqual(['z'])
  expect(refused).toEqual([
    { operation: 'GET /a', reason: 'has the name x_y, as GET /b; give it another by rename' },
    { operation: 'GET /b', reason: 'has the name x_y, as GET /a; give it another by rename' },
  ])
  const renamed = readPaths(
    paths,
    {},
    { choose: (all) => all.map((one) => (one.route === 'GET /a' ? { ...one, name: 'first' } : one)) },
  )
  expect(renamed.operations.map(({ operation }) => operation.name)).toEqual(['first', 'x_y', 'z'])
  expect(renamed.refused).toEqual([])
})

test('operations that are left out are not read', () => {
  const { operations, refused } = readPaths(
    { '/a': named('a'), '/b': named('b') },
    {},
    {
      choose: (all) => all.filter(({ id }) => id !== 'a'),
    },
  )
  expect(operations.map(({ operation }) => operation.name)).toEqual(['b'])
  expect(refused).toEqual([])
})

test('a name has at most 128 letters with that of the service', () => {
  const { operations, refused } = readPaths({ '/a': named('a'.repeat(123)), '/b': named('b'.repeat(124)) })
  expect(operations).toHaveLength(1)
  expect(refused[0]?.reason).toBe(
    'has a name of more than 128 letters with that of the service; give it another by rename',
  )
})

const parameter = (name: string, place: string) => ({ name, in: place, schema: { type: 'string' } })

test('parameters keep dashes and dots, lose brackets, and take no name of credentials or prototypes', () => {
  const names = ['x-y', 'a.b', 'tags[]', '$filter', '1st', 'api_key', 'method', 'oauth_token', '__proto__']
  const { params } = readOperation('GET /a', { parameters: names.map((name) => parameter(name, 'query')) })
  expect(Object.keys(params.properties ?? {})).toEqual([
    ...['x-y', 'a.b', 'tags', '_filter', '_1st', 'api_key_', 'method_', 'oauth_token_', '__proto___'],
  ])
})

test('parameters of the same name get their place behind it', () => {
  const { params, request } = readOperation('PUT /a/{id}', {
    parameters: ['path', 'query', 'header', 'cookie'].map((place) => parameter('id', place)),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { properties: { id: { type: 'string' } }, required: ['id'] } } },
    },
  })
  expect(params.required).toEqual(['id_path', 'id'])
  expect(Object.keys(params.properties ?? {})).toEqual(['id_path', 'id_query', 'id', 'id_header', 'id_cookie'])
  expect(request).toMatchObject({
    path: ['/a/', { param: 'id_path' }],
    query: [{ name: 'id', value: { kind: 'param', name: 'id_query' } }],
    headers: [{ name: 'id', value: { kind: 'param', name: 'id_header' } }],
    cookies: [{ name: 'id', value: { kind: 'param', name: 'id_cookie' } }],
    body: { value: { kind: 'object', members: [['id', { kind: 'param', name: 'id' }]] } },
  })
})
