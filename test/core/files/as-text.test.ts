import { once } from 'node:events'
import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { type FileContent, file } from '../../../src/core/files/file-result.js'
import { maxBytesAsText } from '../../../src/core/files/read-files.js'
import { choice, int } from '../../../src/core/schema/params.js'
import { fromJsonSchema } from '../../../src/core/schema/read-json-schema.js'
import { readXml } from '../../../src/transports/shared/xml/read-xml.js'
import { handWritten, textParams } from '../../support/hand-written.js'
import { get, startTestServer, type TestServer } from '../../support/server.js'
import { envelope, postSoap, typed } from '../../support/soap.js'
import { array, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

const contentType = 'image/png'
const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value))
const base64 = bytes.toString('base64')

async function* inTwo(): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 100)
  yield bytes.subarray(100)
}

/** The same bytes as every kind of content. */
const contents = {
  buffer: () => bytes,
  bytes: () => new Uint8Array(bytes),
  readable: () => Readable.from(inTwo()),
  web: () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.subarray(0, 7))
        controller.enqueue(bytes.subarray(7))
        controller.close()
      },
    }),
  iterable: inTwo,
} as const satisfies Record<string, () => FileContent>
type Kind = keyof typeof contents
const kinds = Object.keys(contents) as [Kind, ...Kind[]]

/** Streams that a handler gave, to see that they are closed. */
const given: Readable[] = []
const watched = (readable: Readable) => {
  given.push(readable)
  return readable
}
const endless = () => watched(new Readable({ read: () => undefined }))
const failing = () => watched(Readable.from(fail()))
async function* fail(): AsyncGenerator<Uint8Array> {
  yield bytes
  throw new Error('the disk is gone')
}
const large = () => Buffer.alloc(maxBytesAsText / 2 + 1)

/** A result of a class, whose members are inherited. */
class Album {
  get title() {
    return 'An album'
  }
  get cover() {
    return { contentType, content: bytes }
  }
}

const open = { summary: 'Give files', needs: { key: false } }
const none = z.object({})

/** Results that are no files as they are declared, and what the log says of them. */
const mistakes: readonly (readonly [what: string, photo: () => unknown, reason: RegExp])[] = [
  ['a list', () => [bytes], /result\.photo must be a file of the form/],
  ['bare bytes', () => bytes, /result\.photo\.contentType must be a media type/],
  ['a broken media type', () => ({ contentType: 'a/b\r\nX: y', content: bytes }), /photo\.contentType must be a media/],
  [
    'a name with a line',
    () => ({ contentType, name: 'a\nb', content: bytes }),
    /photo\.name must not be empty or hold/,
  ],
  ['no content', () => ({ contentType }), /photo\.content must be bytes or a stream/],
  ['a wrong length', () => ({ contentType, length: 5, content: bytes }), /photo has 256 bytes; its length says 5/],
  ['too few', () => ({ contentType, length: 300, content: Readable.from(inTwo()) }), /photo has 256 of the 300 bytes/],
  [
    'too many',
    () => ({ contentType, length: 99, content: Readable.from(inTwo()) }),
    /photo has more than the 99 bytes/,
  ],
  ['numbers', () => ({ contentType, content: Readable.from([1, 2]) }), /photo must be a stream of bytes; it gave/],
  ['a broken stream', () => ({ contentType, content: failing() }), /the disk is gone/],
]

const methods = [
  defineMethod()({
    ...open,
    name: 'file.member',
    params: z.object({ kind: choice(kinds) }),
    result: z.object({
      title: z.string(),
      photo: file(),
      none: file().optional(),
      all: z.array(file()),
      named: z.record(z.string(), file()),
    }),
    run: ({ params: { kind } }) => {
      const one = () => ({ contentType, content: contents[kind]() })
      return { title: 'A', photo: one(), all: [one(), one()], named: { a: one() } }
    },
  }),
  defineMethod()({
    ...open,
    name: 'file.whole',
    params: z.object({ kind: choice(kinds) }),
    result: file(),
    run: ({ params: { kind } }) => ({ contentType, content: contents[kind]() }),
  }),
  defineMethod()({
    ...open,
    name: 'file.album',
    params: none,
    result: z.object({ title: z.string(), cover: file(), constructor: z.string().optional() }),
    run: () => Object(new Album()),
  }),
  defineMethod()({
    ...open,
    name: 'file.mistake',
    params: z.object({ number: int() }),
    result: z.object({ first: file(), photo: file(), last: file() }),
    run: ({ params: { number } }) => ({
      first: { contentType, content: bytes },
      photo: Object(mistakes[number]?.[1]()),
      last: { contentType, content: endless() },
    }),
  }),
  defineMethod()({
    ...open,
    name: 'file.large',
    params: none,
    result: z.object({ a: file(), b: file() }),
    run: () => ({
      a: { contentType, content: large() },
      b: { contentType, content: watched(Readable.from([large()])) },
    }),
  }),
  defineMethod()({
    ...open,
    name: 'file.stalled',
    params: none,
    result: z.object({ a: file() }),
    run: () => ({ a: { contentType, content: endless() } }),
  }),
  defineMethod()({
    ...open,
    name: 'file.late',
    params: none,
    result: z.object({ a: file() }),
    run: async ({ signal }) => {
      const content = endless()
      await once(signal, 'abort')
      return { a: { contentType, content } }
    },
  }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ methods, settings: { CALL_TIMEOUT: '1' } })
})
beforeEach(() => given.splice(0))
afterAll(() => server.stop())

const allClosed = async () => {
  // The last stream of a call that was given up is closed after its answer.
  for (let turn = 0; turn < 50 && given.some(({ destroyed }) => !destroyed); turn++) {
    await new Promise((done) => setTimeout(done, 10))
  }
  expect(given.filter(({ destroyed }) => !destroyed)).toEqual([])
  expect(given).not.toEqual([])
}

describe.each(kinds)('a member given as %s is base64', (kind) => {
  const pairs = [['kind', kind]] as const
  const tree = { title: 'A', photo: base64, all: [base64, base64], named: { a: base64 } }

  test('in JSON of both dialects', async () => {
    expect(await get(server.url, 'file.member', pairs)).toMatchObject(tree)
    expect(await (await fetch(`${server.url}/rpc/file.member?kind=${kind}`)).json()).toEqual(tree)
  })

  test('in XML and PHP', async () => {
    const xml = await (await fetch(`${server.url}/api/file.member/xml?kind=${kind}`)).text()
    expect(xml).toContain(
      `<title>A</title><photo>${base64}</photo><all>${base64}</all><all>${base64}</all><named><a>${base64}</a></named></api>`,
    )
    const php = await (await fetch(`${server.url}/api/file.member/php?kind=${kind}`)).text()
    expect(php).toContain(`s:5:"photo";s:${base64.length}:"${base64}";`)
  })

  test('in SOAP and XML-RPC', async () => {
    const soap = await postSoap(server.url, envelope('1.1', typed('file.member', pairs)))
    expect(soap.text).toContain(
      `<photo>${base64}</photo><all>${base64}</all><all>${base64}</all><named><entry><name>a</name><value>${base64}</value></entry></named>`,
    )
    const xmlRpc = await postXml(server.url, methodCall('file.member', struct({ kind: string(kind) })))
    const member = `<name>photo</name><value><base64>${base64}</base64></value>`
    expect(xmlRpc.text).toContain(member)
  })

  test('as the whole result', async () => {
    const soap = await postSoap(server.url, envelope('1.1', typed('file.whole', pairs)))
    expect(soap.text).toContain(`<value>${base64}</value></file.wholeResponse>`)
    const inner = struct({ methodName: string('file.whole'), params: array(struct({ kind: string(kind) })) })
    const calls = await postXml(server.url, methodCall('system.multicall', array(inner, inner)))
    const answer = `<value><array><data><value><base64>${base64}</base64></value></data></array></value>`
    expect(calls.text).toContain(answer + answer)
  })
})

test('members that a result inherits are kept', async () => {
  const response = await fetch(`${server.url}/rpc/file.album`)
  expect(await response.json()).toEqual({ title: 'An album', cover: base64 })
})

test.each(mistakes.map(([what, , reason], number) => ({ what, number, reason })))(
  '$what is a mistake of the method, and every stream is closed',
  async ({ number, reason }) => {
    const from = server.log.length
    const response = await fetch(`${server.url}/rpc/file.mistake?number=${number}`)
    expect([response.status, await response.json()]).toMatchObject([500, { code: 500 }])
    expect(server.log.slice(from).join('')).toMatch(reason)
    await allClosed()
  },
)

test('files that are too large together for a text are a mistake of the method', async () => {
  const response = await fetch(`${server.url}/rpc/file.large`)
  expect(response.status).toBe(500)
  expect(server.log.join('')).toContain(`result.b is too large for an answer in text`)
  await allClosed()
})

test.each(['stalled', 'late'])('the stream of a %s file is closed when its time is over', async (name) => {
  const response = await fetch(`${server.url}/rpc/file.${name}`)
  expect([response.status, await response.json()]).toMatchObject([
    503,
    { detail: expect.stringMatching(/took too long/) },
  ])
  await allClosed()
})

test('the stream is closed when the client goes away', async () => {
  const controller = new AbortController()
  const calling = fetch(`${server.url}/rpc/file.stalled`, { signal: controller.signal })
  calling.catch(() => undefined)
  while (given.length === 0) await new Promise((done) => setTimeout(done, 5))
  controller.abort()
  await expect(calling).rejects.toThrow()
  await allClosed()
})

test('descriptions have the type', async () => {
  const wsdl = await (await fetch(`${server.url}/api/soap?wsdl`)).text()
  expect(wsdl).toContain('<xs:element name="photo" type="xs:base64Binary"/>')
  expect(wsdl).toContain('<xs:element name="none" type="xs:base64Binary" minOccurs="0"/>')
  const signature = await postXml(server.url, methodCall('system.methodSignature', string('file.whole')))
  expect(signature.text).toMatch(/^.*?<data><value><array><data><value><string>base64</s)
  const described = await get(server.url, 'api.methods.get', [['method', 'file.member']])
  const { response, notes } = Object(described['method'])
  expect(readXml(`<a>${response}</a>`).children.map(({ name, text }) => [name, text])).toContainEqual([
    'photo',
    Buffer.from('bytes').toString('base64'),
  ])
  expect(notes).toContainEqual({ for: 'method', _value: 'Files in the answer are base64.' })
  const whole = await get(server.url, 'api.methods.get', [['method', 'file.whole']])
  expect(whole).toMatchObject({ method: { notes: [{ _value: expect.stringMatching(/^REST answers with the file/) }] } })
})

test.each([
  ['a parameter', z.object({ a: file() }), /params\.a is a file, which only results can hold; list the names/],
  ['a list', z.object({ a: z.array(file()) }), /params\.a is a file, which only results can hold/],
  ['a tree', z.object({ a: z.object({ b: file() }) }), /params\.a\.b is a file, which only results can hold/],
])('a file in %s is refused at the start', async (_what, params, message) => {
  const wrong = defineMethod()({ ...open, name: 'file.in', params, result: none, run: () => ({}) })
  await expect(startTestServer({ methods: [wrong] })).rejects.toThrow(message)
})

test('a file in a parameter of a description is refused too', () => {
  const tree = fromJsonSchema(
    { type: 'object', properties: { b: { type: 'array', items: { type: 'string', format: 'binary' } } } },
    'the method file.in: params.a',
  )
  const { specs, ...params } = textParams('a')
  const wrong = { ...params, specs: specs.map((spec) => ({ ...spec, type: 'object', tree })) }
  const spec = handWritten({ name: 'file.in', answer: { type: 'object' }, params: wrong, run: () => ({}) })
  expect(() => server.catalog.replace({ name: 'own', services: {} }, [spec])).toThrow(
    /the method file\.in: params\.a is a file, which only results can hold/,
  )
})
