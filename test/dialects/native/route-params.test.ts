import type { ParamPlace } from '../../../src/core/method-route.js'
import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { routed } from '../../support/routed.js'
import { startTestServer, type TestServer } from '../../support/server.js'

const string = { type: 'string' } as const
const int = { type: 'integer', format: 'int32' } as const
const list: JsonSchema = { type: 'array', items: string }
const numbers: JsonSchema = { type: 'array', items: int }
const color: JsonSchema = { type: 'object', properties: { R: int, G: int } }
const open: JsonSchema = { type: 'object', additionalProperties: string }
const filter: JsonSchema = {
  type: 'object',
  properties: {
    price: { type: 'object', properties: { min: int } },
    tags: list,
    sizes: { type: 'array', items: color },
  },
}
const query = (name: string, style: 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject', explode: boolean) =>
  ({ in: 'query', name, style, explode }) as const satisfies ParamPlace

const stylesOf = (name: string, listsAreTrees: boolean) =>
  routed(`park.${name}`, `GET /${name}`, {
    listsAreTrees,
    params: {
      properties: {
        ...{ plain: string, each: list, comma: list, space: numbers, pipe: list, any: {} },
        ...{ spread: color, joined: color, piped: color, deep: filter, lines: { type: 'array', items: color } },
      },
    },
    places: new Map<string, ParamPlace>([
      ['plain', { in: 'query', name: 'plain-name' }],
      ['each', query('each[]', 'form', true)],
      ['comma', query('comma', 'form', false)],
      ['space', query('space', 'spaceDelimited', false)],
      ['pipe', query('pipe', 'pipeDelimited', false)],
      ['spread', query('spread', 'form', true)],
      ['joined', query('joined', 'form', false)],
      ['piped', query('piped', 'pipeDelimited', false)],
      ['deep', query('deep', 'deepObject', true)],
    ]),
  })
const spreadOpen = routed('park.open', 'GET /open', {
  params: { properties: { known: string, rest: open } },
  places: new Map<string, ParamPlace>([['rest', query('rest', 'form', true)]]),
})
const elsewhere = routed('park.elsewhere', 'GET /elsewhere/{list}/{color}/{pairs}', {
  params: {
    properties: { list: numbers, color, pairs: color, trace: string, ids: numbers, shade: color, biscuit: string },
  },
  places: new Map<string, ParamPlace>([
    ['pairs', { in: 'path', name: 'pairs', explode: true }],
    ['trace', { in: 'header', name: 'X-Trace' }],
    ['ids', { in: 'header', name: 'X-Ids' }],
    ['shade', { in: 'header', name: 'X-Shade' }],
    ['biscuit', { in: 'cookie', name: 'biscuit' }],
  ]),
})
const body = routed('park.body', 'POST /body/{id}', {
  params: {
    properties: {
      ...{
        id: int,
        id_body: string,
        long: { type: 'integer', format: 'int64' },
        price: { type: 'number', format: 'decimal' },
      },
      ...{ flag: { type: 'boolean' }, tags: list, color, lines: { type: 'array', items: color }, any: {} },
    },
  },
  places: new Map<string, ParamPlace>([['id_body', { in: 'body', name: 'id' }]]),
})
const whole = (name: string, schema: JsonSchema) =>
  routed(`park.${name}`, `PUT /${name}`, { params: { properties: { body: schema } }, body: 'body' })
const taken = routed('park.taken', 'POST /taken', {
  params: { properties: { api_key_: string, Authorization_: string } },
  places: new Map<string, ParamPlace>([
    ['api_key_', { in: 'query', name: 'api_key' }],
    ['Authorization_', { in: 'header', name: 'Authorization' }],
  ]),
})
const files = routed('park.files', 'POST /files', {
  params: { properties: { title: string, tags: list } },
  places: new Map<string, ParamPlace>([['picture', { in: 'body', name: 'image' }]]),
  files: ['picture'],
  run: ({ params, files: sent }) => ({ ...params, files: [...sent].map(([name, { bytes }]) => `${name} ${bytes}`) }),
})
const raw = routed('park.raw', 'PUT /raw/{name}', {
  params: { properties: { name: string }, required: ['name'] },
  files: ['content'],
  run: ({ params, files: sent }) => ({ ...params, files: [...sent].map(([name, { bytes }]) => `${name} ${bytes}`) }),
})
const methods = [
  ...[stylesOf('styles', false), stylesOf('trees', true), spreadOpen, elsewhere, body, taken, files, raw],
  ...[
    whole('list', list),
    whole('object', filter),
    whole('text', string),
    whole('any', {}),
    whole('flag', { type: 'boolean' }),
  ],
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ settings: { UPLOAD_MAX: '1 MB' } })
  server.catalog.replace({ name: 'park', services: {} }, methods)
})
afterAll(() => server.stop())

const ask = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${server.url}/park${path}`, init)
  return (await response.json()) as unknown
}
const send = (path: string, type: string, text: string, verb = 'POST') =>
  ask(path, { method: verb, body: text, headers: type === '' ? {} : { 'content-type': type } })
const refused = (name: string) => ({ code: 123, parameters: [{ name, reason: 'invalid' }] })

describe('a query', () => {
  test.each<[query: string, params: unknown]>([
    ['plain-name=a%20b', { plain: 'a b' }],
    ['plain=a', {}],
    ['each[]=a&each[]=b,c', { each: ['a', 'b,c'] }],
    ['each%5B%5D=a', { each: ['a'] }],
    ['each[]=', {}],
    ['each[]=[x', { each: ['[x'] }],
    ['comma=a,b', { comma: ['a', 'b'] }],
    ['comma=a&comma=b', refused('comma')],
    ['space=1%202+3', { space: [1, 2, 3] }],
    ['pipe=a|b%7Cc', { pipe: ['a', 'b', 'c'] }],
    ['any=1.0', { any: '1.0' }],
    ['any=%7B', { any: '{' }],
    ['R=1&G=2', { spread: { R: 1, G: 2 } }],
    ['R=1&R=2', refused('spread')],
    ['spread={"R":1}', { spread: { R: 1 } }],
    ['joined=R,1,G,2', { joined: { R: 1, G: 2 } }],
    ['joined={"R":1}', { joined: { R: 1 } }],
    ['joined=R,1,R,2', refused('joined')],
    ['piped=R|1|G|2', { piped: { R: 1, G: 2 } }],
    ['deep[price][min]=1&deep[tags]=a&deep[tags]=b', { deep: { price: { min: 1 }, tags: ['a', 'b'] } }],
    ['deep[tags][]=a&deep[tags][]=b', { deep: { tags: ['a', 'b'] } }],
    ['deep[sizes][0][R]=1&deep[sizes][1][R]=2', { deep: { sizes: [{ R: 1 }, { R: 2 }] } }],
    ['deep[price][min]=1&deep[price][min]=2', refused('deep')],
    ['deep[price]=1&deep[price][min]=2', refused('deep')],
    ['deep[__proto__][x]=1', refused('deep')],
    ['deep[price=1', refused('deep')],
    [`deep${'[a]'.repeat(40)}=1`, refused('deep')],
    ['lines=[{"R":1}]', { lines: [{ R: 1 }] }],
    ['plain-name=a&plain-name=b', refused('plain')],
    ['plain-name=%01', refused('plain-name')],
    ['undeclared=1&undeclared=2', {}],
  ])('%s gives its parameters', async (text, params) => {
    for (const path of ['/styles', '/trees']) {
      const answer = await ask(`${path}?${text}`)
      if (typeof params === 'object' && params !== null && 'code' in params) expect(answer).toMatchObject(params)
      else expect(answer).toEqual(params)
    }
  })

  test('an open object takes the fields that nobody else does, and no credentials', async () => {
    expect(await ask('/open?known=a&x=1&y=2')).toEqual({ known: 'a', rest: { x: '1', y: '2' } })
    expect(await ask('/open?known=a&api_key=&__proto__=1')).toMatchObject({ code: 123 })
  })

  test('with more fields than a call may have is refused', async () => {
    expect(await ask(`/styles?${'each[]=a&'.repeat(501)}`)).toMatchObject({ code: 124 })
  })
})

test('path, headers and cookies give lists and objects in the style simple', async () => {
  const headers = { 'x-trace': 'a,b', 'X-Ids': '1,2', 'x-shade': 'R,3', cookie: 'other=1; biscuit=a%20b' }
  expect(await ask('/elsewhere/1,2/R,1,G,2/R=1,G=2', { headers })).toEqual({
    ...{ list: [1, 2], color: { R: 1, G: 2 }, pairs: { R: 1, G: 2 } },
    ...{ trace: 'a,b', ids: [1, 2], shade: { R: 3 }, biscuit: 'a b' },
  })
  expect(await ask('/elsewhere/1/R,1/R=1?trace=x&X-Trace=x&biscuit=x')).toEqual({
    list: [1],
    color: { R: 1 },
    pairs: { R: 1 },
  })
})

test('a preflight allows the headers that are parameters', async () => {
  const origin = 'https://app.example'
  const other = await startTestServer({ settings: { CORS_ORIGINS: origin } })
  other.catalog.replace({ name: 'park', services: {} }, methods)
  const { headers } = await fetch(`${other.url}/park/elsewhere/1/2/3`, { method: 'OPTIONS', headers: { origin } })
  expect(headers.get('access-control-allow-headers')).toBe(
    'Authorization, Content-Type, X-Api-Key, X-Trace, X-Ids, X-Shade',
  )
  await other.stop()
})

describe('a body', () => {
  const values =
    '{"id":"b","long":9007199254740993,"price":12.50,"flag":true,"tags":["a,b","c"],"color":{"R":1},"lines":[{"G":2}],"any":[1,null]}'
  const read = {
    ...{ id: 7, id_body: 'b', long: '9007199254740993n', price: '12.50', flag: true, tags: ['a,b', 'c'] },
    ...{ color: { R: 1 }, lines: [{ G: 2 }], any: [1, null] },
  }

  test.each(['application/json', 'application/merge-patch+json', 'Application/JSON; charset=utf-8'])(
    'is %s',
    async (type) => {
      expect(await send('/body/7', type, values)).toEqual(read)
      expect(await send('/body/7', type, `\ufeff${values}`)).toEqual(read)
    },
  )

  test('is a form, whose lists repeat their names', async () => {
    const text = 'id=b&long=9007199254740993&price=12.50&flag=true&tags=a,b&tags=c&R=1&lines=[{"G":2}]&any=x'
    const form = { ...read, any: 'x' }
    expect(await send('/body/7', 'application/x-www-form-urlencoded', text)).toEqual(form)
    expect(await send('/body/7', '', text)).toMatchObject({ code: 123 })
  })

  test('is multipart, with files by their names in the request', async () => {
    const parts = new FormData()
    for (const tag of ['a', 'b']) parts.append('tags', tag)
    parts.append('title', 'T')
    parts.append('image', new Blob(['12345']), 'a.png')
    parts.append('picture', new Blob(['1']), 'b.png')
    expect(await ask('/files', { method: 'POST', body: parts })).toEqual({
      title: 'T',
      tags: ['a', 'b'],
      files: ['picture 5'],
    })
  })

  test.each<[path: string, type: string, text: string, params: unknown]>([
    ['/list', 'application/json', '["a,b","c"]', { body: ['a,b', 'c'] }],
    ['/list', 'application/json', '[]', { body: [] }],
    ['/list', 'application/json', 'null', {}],
    ['/object', 'application/json', '{"tags":["a"]}', { body: { tags: ['a'] } }],
    ['/object', '', '{"tags":["a"]}', { body: { tags: ['a'] } }],
    ['/text', 'text/plain', 'a\nb', { body: 'a\nb' }],
    ['/text', 'application/json', '"a"', { body: 'a' }],
    ['/any', 'application/json', '{"a":[1,{"b":null}]}', { body: { a: [1, { b: null }] } }],
    ['/any', 'application/json', '"{}"', { body: '{}' }],
    ['/flag', 'application/json', 'false', { body: false }],
  ])('%s %s %s is the value of one parameter', async (path, type, text, params) => {
    expect(await send(path, type, text, 'PUT')).toEqual(params)
  })

  test('is a file as it is', async () => {
    expect(await send('/raw/a.bin', 'application/octet-stream', '12345', 'PUT')).toEqual({
      name: 'a.bin',
      files: ['content 5'],
    })
    expect(await send('/raw/a.bin', 'image/png', 'x'.repeat(1024 * 1024 + 1), 'PUT')).toMatchObject({ code: 124 })
    expect(await send('/raw/a.bin', 'image/png', '', 'PUT')).toEqual({ name: 'a.bin', files: [] })
  })

  test.each<[type: string, text: string, code: number]>([
    ['application/json', '{"a":', 123],
    ['application/json', '[]', 123],
    ['application/json', '{"id":"a","id":"b"}', 123],
    ['application/json', '{"__proto__":1}', 123],
    ['application/json', '{"flag":{}}', 123],
    ['application/json', `{"any":${'['.repeat(40)}${']'.repeat(40)}}`, 123],
    ['application/xml', '<a/>', 123],
    ['application/x-www-form-urlencoded', 'id=%zz', 123],
    ['application/json', `{"id":"${'x'.repeat(1024 * 1024)}"}`, 124],
  ])('%s %# that cannot be read is refused', async (type, text, code) => {
    expect(await send('/body/7', type, text)).toMatchObject({ code })
  })
})

test('a JSON body takes lists of scalars as such at the address of every method too', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"tags":["a,b","c"]}' }
  expect(await (await fetch(`${server.url}/rpc/park.body`, init)).json()).toEqual({ tags: ['a,b', 'c'] })
  const text = { ...init, body: '{"tags":"a,b"}' }
  expect(await (await fetch(`${server.url}/rpc/park.body`, text)).json()).toEqual({ tags: ['a', 'b'] })
})

test('names of credentials are never parameters; those have their own names', async () => {
  expect(await send('/taken?api_key=x', '', '')).toMatchObject({ code: 101 })
  const headers = { authorization: 'Other x', Authorization_: 'mine' }
  expect(await ask('/taken?api_key_=x', { method: 'POST', headers })).toEqual({ api_key_: 'x', Authorization_: 'mine' })
})
