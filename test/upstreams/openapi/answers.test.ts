import { json, lossesOf, readOperation, readPaths, refusalOf } from '../../support/openapi.js'

const content = (type: string, schema: unknown = { type: 'string' }) => ({ content: { [type]: { schema } } })
const thing = { type: 'object', properties: { a: { type: 'string' } } }

test.each([
  ['the lowest success with a content', { 204: {}, 201: json(thing), 200: {} }, { content: 'json', schema: thing }],
  ['a range', { '2XX': json(thing), 404: {} }, { content: 'json', schema: thing }],
  ['the default, where there is no success', { default: json(thing) }, { content: 'json', schema: thing }],
  ['nothing', { 204: { description: 'Gone' } }, { content: 'none', schema: undefined }],
  ['nothing, where only the default has a content', { 204: {}, default: json(thing) }, { content: 'none' }],
  ['JSON before others', { 200: { content: { 'text/csv': {}, ...json(thing).content } } }, { content: 'json' }],
  ['JSON of a type of its own', { 200: content('application/vnd.a+json', thing) }, { content: 'json' }],
  ['anything, where the schema is missing', { 200: { content: { 'application/json': {} } } }, { schema: {} }],
  ['a text', { 200: content('text/csv') }, { content: 'text', schema: { type: 'string' } }],
  ['a file', { 200: content('image/png', { type: 'string', format: 'binary' }) }, { content: 'binary' }],
  ['a file of any type', { 200: content('*/*', { type: 'string', format: 'binary' }) }, { content: 'binary' }],
])('the result is %s', (_, responses, result) => {
  expect(readOperation('GET /a', { responses }).result).toMatchObject(result)
})

test('a HEAD has no result', () => {
  expect(readOperation('HEAD /a', { responses: { 200: json(thing) } }).result.content).toBe('none')
})

test('XML is given as a text, and says so', () => {
  const responses = { 200: content('application/xml', thing) }
  expect(readOperation('GET /a', { responses }).result.content).toBe('text')
  expect(lossesOf('GET /a', { responses })).toEqual(['answers with application/xml, which is given as a text'])
})

test.each([
  [{ 302: {} }, 'answers with 302 only, which is not followed'],
  [{ 200: content('text/event-stream') }, 'answers with a stream of events (text/event-stream)'],
  [
    { 200: json({ type: 'object', properties: { api: {} } }) },
    'has a result with the member api, whose name envelopes use',
  ],
])('the answers %j are refused', (responses, reason) => {
  expect(refusalOf('GET /a', { responses })).toBe(reason)
})

test('declared refusals get codes in their order, with short titles', () => {
  const responses = {
    200: {},
    400: { description: 'Bad request. See the manual.' },
    401: { description: 'Not signed in' },
    404: { $ref: '#/components/responses/Gone' },
    409: { description: '' },
    429: {},
    '4XX': { description: 'Any\nother' },
    500: {},
  }
  const components = { responses: { Gone: { description: 'The pet is gone' } } }
  expect(readOperation('GET /a', { responses }, { components }).faults).toEqual([
    { status: '400', code: 1, title: 'Bad request', detail: false },
    { status: '404', code: 2, title: 'The pet is gone', detail: false },
    { status: '409', code: 3, title: 'Conflict', detail: false },
    { status: '4XX', code: 4, title: 'Any', detail: false },
  ])
})

test('codes that were assigned stay, and new statuses get free ones', () => {
  const paths = { '/a': { get: { operationId: 'a', responses: { 400: {}, 403: {}, 404: {} } } } }
  const { operations, codes } = readPaths(paths, {}, { codes: { a: { 404: 1, 410: 2 } } })
  expect(operations[0]?.operation.faults.map(({ status, code }) => `${status}: ${code}`)).toEqual([
    ...['404: 1', '400: 3', '403: 4'],
  ])
  expect(codes).toEqual({ a: { 404: 1, 400: 3, 403: 4, 410: 2 } })
})

test('summary, description and deprecation become the documentation', () => {
  const description = 'Finds a pet.\u0000\n\nSecond paragraph.'
  expect(readOperation('GET /a', { summary: 'Find\nall', description, deprecated: true })).toMatchObject({
    summary: 'Find',
    notes: ['Finds a pet.', 'Second paragraph.'],
    deprecated: true,
  })
  expect(readOperation('GET /a', { description: 'One line' })).toMatchObject({ summary: 'One line', notes: [] })
  expect(readOperation('GET /a/b', {})).toMatchObject({ summary: 'GET /a/b', deprecated: false })
})
