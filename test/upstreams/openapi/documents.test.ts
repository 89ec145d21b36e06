import { readOpenApi } from '../../../src/upstreams/openapi/read-openapi.js'
import { DescriptionError } from '../../../src/upstreams/openapi/refusal.js'
import { petOptions, readPaths } from '../../support/openapi.js'

test.each([
  [null, 'It is no OpenAPI document: it is no object'],
  [[], 'It is no OpenAPI document: it is no object'],
  [{}, 'It has no version of OpenAPI; 2.0, 3.0 and 3.1 can be read'],
  [{ openapi: '4.0.0' }, 'It has the version 4.0.0 of OpenAPI; 2.0, 3.0 and 3.1 can be read'],
  [{ swagger: '1.2' }, 'It has the version 1.2 of OpenAPI; 2.0, 3.0 and 3.1 can be read'],
])('the document %j is refused', (document, message) => {
  expect(() => readOpenApi(document, petOptions)).toThrow(new DescriptionError(message))
})

test('a document has a title and addresses, with the defaults of their variables', () => {
  const servers = [
    { url: 'https://{region}.example.com/v1/', variables: { region: { default: 'eu' } } },
    { url: '/v2' },
  ]
  expect(readPaths({}, { servers, info: { title: 'Pets\nof all' } })).toMatchObject({
    title: 'Pets',
    servers: ['https://eu.example.com/v1', '/v2'],
    operations: [],
  })
  expect(readPaths({}, { info: {} }).title).toBe('pets')
})

test('a path may be a reference, and one that leads nowhere is refused alone', () => {
  const paths = {
    '/a': { $ref: '#/components/pathItems/a' },
    '/b': { $ref: '#/components/pathItems/b' },
    '/c': { $ref: '#/paths/~1c' },
    '/d': { trace: {} },
  }
  const { operations, refused } = readPaths(paths, { components: { pathItems: { a: { get: { operationId: 'a' } } } } })
  expect(operations.map(({ operation }) => operation.name)).toEqual(['a'])
  expect(refused).toEqual([
    { operation: '/b', reason: 'refers to #/components/pathItems/b, which is not there' },
    { operation: '/c', reason: 'refers to #/paths/~1c, which refers to itself' },
    { operation: 'TRACE /d', reason: 'has a verb that is not passed on' },
  ])
})

test('a document has at most 5,000 operations', () => {
  const paths = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`/p${index}`, { get: {} }]))
  expect(readPaths(paths(5000)).operations).toHaveLength(5000)
  expect(() => readPaths(paths(5001))).toThrow(new DescriptionError('It has more than 5000 operations'))
})

test('members of the wrong type are passed over', () => {
  const odd = [null, 1, 'x', true, [], [null], {}, { a: null }]
  for (const value of odd) {
    for (const member of ['parameters', 'requestBody', 'responses', 'servers', 'summary', 'tags', 'deprecated']) {
      const { operations, refused } = readPaths({ '/a': { post: { operationId: 'a', [member]: value } } })
      expect([operations.length, refused]).toEqual([1, []])
    }
  }
})
