import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { int, text } from '../../../src/core/schema/params.js'
import { alwaysListed, asText, wrapped } from '../../../src/core/schema/result.js'
import { createApp, createToken, createUser, signed, startTestServer, type TestServer } from '../../support/server.js'
import { api, bothVersions, elements, envelope, postSoap, typed, versions } from '../../support/soap.js'

const kinds = defineMethod()({
  name: 'sample.kinds',
  summary: 'Answer with every kind of value',
  params: z.object({ count: int().optional(), note: text().optional() }),
  result: z.object({
    group: z.object({
      flag: z.boolean(),
      count: z.int(),
      share: z.number(),
      big: z.int().max(2 ** 50),
      absent: z.string().optional(),
      item: z.array(z.object({ name: z.string(), content: z.string() })),
      word: z.array(z.string()),
      none: alwaysListed(z.string()),
      empty: z.object({}),
      param: wrapped('inner', z.object({ value: asText(z.string()) })),
    }),
    note: z.string().optional(),
  }),
  run: ({ params }) => ({
    group: {
      flag: false,
      count: Number(params.count ?? 7),
      share: 0.0000001,
      big: 2 ** 40,
      item: [{ name: 'a', content: '<b>' }],
      word: ['x', 'y'],
      none: [],
      empty: {},
      param: [{ value: 'v' }],
    },
    note: params.note,
  }),
})

let server: TestServer
let app: Application
let token: string
beforeAll(async () => {
  server = await startTestServer({ methods: [kinds] })
  const user = await createUser(server.services, 'caller')
  app = await createApp(server.services, user)
  token = (await createToken(server.services, app, user, { doc: 'write' })).authToken
})
afterAll(() => server.stop())

const post = (body: string, header = '') => postSoap(server.url, envelope('1.1', body, header))
const key = () => ['api_key', app.key] as const

describe.each(bothVersions)('in SOAP %s', (version) => {
  const { namespace, contentType } = versions[version]

  test('the whole answer, byte for byte', async () => {
    const reply = await postSoap(server.url, envelope(version, typed('sample.kinds', [key()])))
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe(`${contentType}; charset=utf-8`)
    expect(reply.text).toBe(
      `<?xml version="1.0" encoding="utf-8" ?>\n<s:Envelope xmlns:s="${namespace}"><s:Body>` +
        `<sample.kindsResponse xmlns="${api}"><group><flag>false</flag><count>7</count><share>0.0000001</share>` +
        '<big>1099511627776</big><item><name>a</name><content>&lt;b&gt;</content></item><word>x</word><word>y</word>' +
        '<empty></empty><param><value>v</value></param></group></sample.kindsResponse></s:Body></s:Envelope>',
    )
  })

  test('the whole fault, byte for byte', async () => {
    const reply = await postSoap(server.url, envelope(version, typed('doc.get', [key()])))
    const members =
      '<code>1</code><message>Document not found</message><detail>The parameter doc_id is missing</detail>'
    const detail = `${members}<fault xmlns="${api}">${members}</fault>`
    const fault =
      version === '1.1'
        ? `<faultcode>s:Client</faultcode><faultstring>Document not found</faultstring><detail>${detail}</detail>`
        : '<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en">Document not found</s:Text>' +
          `</s:Reason><s:Detail>${detail}</s:Detail>`
    expect(reply.status).toBe(version === '1.1' ? 500 : 400)
    expect(reply.text).toBe(
      `<?xml version="1.0" encoding="utf-8" ?>\n<s:Envelope xmlns:s="${namespace}"><s:Body><s:Fault>${fault}` +
        '</s:Fault></s:Body></s:Envelope>',
    )
  })

  test('credentials in a header, which may ask to be understood', async () => {
    for (const where of [api, 'urn:ipernity', '']) {
      const pairs = signed(app, 'auth.checkToken', [['auth_token', token]])
      const header = `<credentials xmlns="${where}" e:mustUnderstand="1">${elements(pairs)}</credentials>`
      const { text } = await postSoap(server.url, envelope(version, typed('auth.checkToken', []), header))
      expect(text).toContain(`<token>${token}</token>`)
    }
  })
})

test('elements come in any order, with or without the namespace', async () => {
  const pairs = signed(app, 'sample.kinds', [
    ['note', 'n'],
    ['count', '3'],
  ])
  const both = [pairs, [...pairs].reverse()]
  for (const list of both) {
    for (const body of [
      typed('sample.kinds', list),
      `<t:sample.kinds xmlns:t="${api}">${elements(list)}</t:sample.kinds>`,
    ]) {
      const { text } = await post(body)
      expect(text).toContain('<count>3</count>')
      expect(text).toContain('<note>n</note>')
    }
  }
})

test('white space around a number belongs to the layout, around a text to the text', async () => {
  const { text } = await post(typed('sample.kinds', [key(), ['count', '\n 3 '], ['note', ' n ']]))
  expect(text).toContain('<count>3</count>')
  expect(text).toContain('<note> n </note>')
})

test('an unknown element is 123 and named; signed it is 105', async () => {
  const unknown = await post(typed('sample.kinds', [key(), ['lg', 'en']]))
  expect(unknown.code).toBe(123)
  expect(unknown.text).toContain('<detail>The method sample.kinds takes no element lg</detail>')
  const signedToo = await post(typed('sample.kinds', signed(app, 'sample.kinds', [['lg', 'en']])))
  expect(signedToo.code).toBe(105)
  expect(signedToo.text).toContain('takes no element lg')
})

test('an element of another namespace is 123 and named', async () => {
  const { code, text } = await post(
    typed('sample.kinds', [key()]).replace('</sample', '<note xmlns="urn:x">n</note></sample'),
  )
  expect(code).toBe(123)
  expect(text).toContain('The element note is in the namespace urn:x')
})

test('open methods take what the WSDL declares', async () => {
  expect((await post(typed('test.echo', [key(), ['echo', 'e']]))).text).toContain('<echo>e</echo>')
  expect((await post(typed('test.echo', [key(), ['name', 'e']]))).code).toBe(123)
})

describe('credentials', () => {
  test('in both places are 123, signed 105', async () => {
    const header = `<credentials xmlns="${api}">${elements([key()])}</credentials>`
    expect((await post(typed('test.hello', [key()]), header)).code).toBe(123)
    expect(
      (await post(typed('auth.checkToken', signed(app, 'auth.checkToken', [['auth_token', token]])), header)).code,
    ).toBe(105)
  })

  test('are all that the header holds', async () => {
    for (const inside of [elements([key(), ['doc_id', '1']]), `<api_key>${app.key}<x/></api_key>`]) {
      const { code, text } = await post(typed('test.hello', []), `<credentials xmlns="${api}">${inside}</credentials>`)
      expect(code).toBe(123)
      expect(text).toContain('The header credentials cannot hold')
    }
  })

  test('in the header are signed as if they stood in the body', async () => {
    const pairs = signed(app, 'sample.kinds', [['note', 'n']])
    const inHeader = pairs.filter(([name]) => name !== 'note')
    const header = `<credentials xmlns="${api}">${elements(inHeader)}</credentials>`
    expect((await post(typed('sample.kinds', [['note', 'n']]), header)).text).toContain('<note>n</note>')
    expect((await post(typed('sample.kinds', [['note', 'other']]), header)).code).toBe(105)
  })

  test('a header of that name elsewhere is not ours', async () => {
    const header = `<credentials xmlns="urn:other">${elements([key()])}</credentials>`
    expect((await post(typed('test.hello', []), header)).code).toBe(100)
  })

  test('a bearer token in the HTTP header', async () => {
    const user = await createUser(server.services, 'bearer')
    const { bearerToken } = await createToken(server.services, app, user, {})
    const headers = { 'content-type': 'text/xml', authorization: `Bearer ${bearerToken}` }
    const { text } = await postSoap(server.url, envelope('1.1', typed('auth.checkToken', [])), headers)
    expect(text).toContain('<username>bearer</username>')
  })
})
