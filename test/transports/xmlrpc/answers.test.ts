import { unserialize } from 'php-serialize'
import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { alwaysListed, asElement, wrapped } from '../../../src/core/schema/result.js'
import { startTestServer, type TestServer } from '../../support/server.js'
import { faultIn, methodCall, postXml } from '../../support/xmlrpc.js'

const answers = {
  every: {
    text: 'a & <b> ]]> "é" 😀 \r\n\t \u0001\ufffe',
    int: -5,
    smallest: -0x80000000,
    outgrown: 0x80000000,
    long: 9007199254740991,
    decimal: 0.0000001,
    large: 1e21,
    yes: true,
    no: false,
    at: '2026-01-31T12:00:00.5+01:00',
    nothing: undefined,
    list: [1, 2],
    lists: [['a'], []],
    dropped: [],
    kept: [],
    parameters: [{ name: 'x', content: 'y' }],
    inner: {},
    extra: 'never seen',
  },
}

const typed = defineMethod()({
  name: 'typed.answer',
  summary: 'Answer every type',
  needs: { key: false },
  params: z.object({}),
  result: z.object({
    every: z.object({
      text: z.string(),
      int: z.int(),
      smallest: z.int(),
      outgrown: z.int(),
      long: z.int().max(9007199254740990 + 1),
      decimal: z.number(),
      large: z.number(),
      yes: z.boolean(),
      no: z.boolean(),
      at: z.iso.datetime({ offset: true }),
      nothing: z.string().optional(),
      list: z.array(z.int()),
      lists: z.array(z.array(z.string())),
      dropped: z.array(z.string()),
      kept: alwaysListed(z.string()),
      parameters: wrapped('param', z.object({ name: z.string(), content: z.string() })),
      inner: z.object({ nothing: z.string().optional() }),
    }),
  }),
  run: () => answers,
})

const long = defineMethod()({
  name: 'typed.long',
  summary: 'Answer an integer beyond 32 bits',
  needs: { key: false },
  params: z.object({}),
  result: z.object({ bytes: asElement(z.int().max(2 ** 40)), small: z.int().max(100) }),
  run: () => ({ bytes: 12, small: 12 }),
})

const nothing = defineMethod()({
  name: 'typed.nothing',
  summary: 'Answer nothing',
  needs: { key: false },
  params: z.object({}),
  result: z.object({}),
  run: () => ({}),
})

const wrongInstant = defineMethod()({
  name: 'typed.wrong',
  summary: 'Answer a date that is none',
  needs: { key: false },
  params: z.object({}),
  result: z.object({ at: z.iso.datetime() }),
  run: () => ({ at: 'yesterday' }),
})

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ methods: [typed, long, nothing, wrongInstant] })
})
afterAll(() => server.stop())

const member = (name: string, value: string) => `<member><name>${name}</name><value>${value}</value></member>`

test('every type, in the order of the schema', async () => {
  const { text } = await postXml(server.url, methodCall('typed.answer'))
  const members = [
    member('text', '<string>a &amp; &lt;b&gt; ]]&gt; "é" 😀 &#13;\n\t \ufffd\ufffd</string>'),
    member('int', '<int>-5</int>'),
    member('smallest', '<int>-2147483648</int>'),
    member('outgrown', '<string>2147483648</string>'),
    member('long', '<string>9007199254740991</string>'),
    member('decimal', '<double>0.0000001</double>'),
    member('large', '<double>1000000000000000000000</double>'),
    member('yes', '<boolean>1</boolean>'),
    member('no', '<boolean>0</boolean>'),
    member('at', '<dateTime.iso8601>20260131T11:00:00</dateTime.iso8601>'),
    member('list', '<array><data><value><int>1</int></value><value><int>2</int></value></data></array>'),
    member(
      'lists',
      '<array><data><value><array><data><value><string>a</string></value></data></array></value>' +
        '<value><array><data></data></array></value></data></array>',
    ),
    member('kept', '<array><data></data></array>'),
    member(
      'parameters',
      `<array><data><value><struct>${member('name', '<string>x</string>')}${member('content', '<string>y</string>')}</struct></value></data></array>`,
    ),
    member('inner', '<struct></struct>'),
  ]
  expect(text).toContain(`<value><struct>${member('every', `<struct>${members.join('')}</struct>`)}</struct></value>`)
})

test('integers declared beyond 32 bits are strings for all values', async () => {
  const { text } = await postXml(server.url, methodCall('typed.long'))
  expect(text).toContain(member('bytes', '<string>12</string>') + member('small', '<int>12</int>'))
})

test('an answer of nothing is an empty struct', async () => {
  expect((await postXml(server.url, methodCall('typed.nothing'))).text).toContain('<value><struct></struct></value>')
})

test('a result that is not what it was declared is fault 500 with an id', async () => {
  const reply = await postXml(server.url, methodCall('typed.wrong'))
  expect(reply).toMatchObject({ fault: 500, message: expect.stringMatching(/^Service error: Report the id \S+$/) })
})

describe('the formats of REST', () => {
  test.each([
    ['json', 'application/json; charset=utf-8', (text: string) => JSON.parse(text).api],
    ['php', 'text/plain; charset=utf-8', (text: string) => unserialize(text).api],
    [
      'xml',
      'text/xml; charset=utf-8',
      (text: string) =>
        Object.fromEntries([...text.matchAll(/ (\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
    ],
  ])('%s: answers and faults in its own shape', async (format, type, statusOf) => {
    const answer = await postXml(server.url, methodCall('typed.long'), `/${format}`)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(statusOf(answer.text)).toMatchObject({ status: 'ok' })
    expect(answer.text).toContain('12')
    for (const [document, code] of [
      [methodCall('test.hello'), '100'],
      ['<', '122'],
    ] as const) {
      const fault = await postXml(server.url, document, `/${format}`)
      expect(fault.status).toBe(200)
      expect(fault.headers.get('content-type')).toBe(type)
      expect(statusOf(fault.text)).toMatchObject({ status: 'error', code, message: expect.stringMatching(/./) })
    }
  })

  test('an unknown one is 102, in XML-RPC, once the document has been read', async () => {
    for (const format of ['soup', 'xmlrpc', 'JSON', '__proto__']) {
      expect((await postXml(server.url, methodCall('typed.long'), `/${format}`)).fault).toBe(102)
      expect((await postXml(server.url, '<', `/${format}`)).fault).toBe(122)
    }
  })

  test('introspection answers in them too, a multicall does not', async () => {
    const { text } = await postXml(server.url, methodCall('system.methodHelp', 'typed.long'), '/json')
    expect(JSON.parse(text)).toMatchObject({ help: expect.stringContaining('beyond 32 bits') })
    const reply = await postXml(server.url, methodCall('system.multicall', '<array><data/></array>'), '/json')
    expect(JSON.parse(reply.text).api).toMatchObject({ code: '102' })
    expect(faultIn(reply.text).fault).toBeUndefined()
  })
})
