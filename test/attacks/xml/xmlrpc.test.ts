import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Application } from '../../../src/core/ports/app-store.js'
import { fuzzRuns } from '../../support/fuzz-runs.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { array, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'
import { attackBytes, prototypeNames, xmlAttacks } from './corpus.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  // The log is looked at for uncaught errors only, and lines of attacks are many.
  server = await startTestServer({ settings: { LOG_LEVEL: 'error' } })
  app = await createApp(server.services, await createUser(server.services, 'target'))
})
afterAll(async () => {
  expect(server.log).toEqual([])
  await server.stop()
})

const echo = (value: string) => methodCall('test.echo', struct({ api_key: app.key, echo: value }))

/** The document of a call without its declaration, which an attack brings along. */
const envelope = (value: string) => echo(value).replace('<?xml version="1.0"?>', '')

describe('the corpus of XML', () => {
  test.each(xmlAttacks.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
    const type = attack.charset === undefined ? 'text/xml' : `text/xml; charset=${attack.charset}`
    const started = performance.now()
    const reply = await postXml(server.url, attackBytes(attack, envelope), '', { 'content-type': type })
    expect(performance.now() - started).toBeLessThan(2000)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    if (attack.outcome === 'refused') expect([122, 124]).toContain(reply.fault)
    else
      expect(
        reply.text.replaceAll('&#13;', '\r').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
      ).toContain(`<name>echo</name><value><string>${attack.outcome.text}</string>`)
  })

  test.each(prototypeNames)('a member named %s', async (name) => {
    for (const value of [string('1'), struct({ isAdmin: '1' })]) {
      const document = methodCall(
        'test.echo',
        struct([
          ['api_key', app.key],
          ['echo', 'a'],
          [name, value],
        ]),
      )
      expect((await postXml(server.url, document)).fault).toBe(123)
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
    expect((await postXml(server.url, `<${name}/>`)).fault).toBe(122)
    expect((await postXml(server.url, methodCall(name))).fault).toBe(103)
  })
})

describe('large documents', () => {
  test.each([
    ['100,000 arrays inside one another', () => '<array><data><value>'.repeat(25_000)],
    [
      '50,000 attributes',
      () => `<string ${Array.from({ length: 50_000 }, (_, n) => `a${n}="1"`).join(' ')}>a</string>`,
    ],
    ['100,000 members', () => `<struct>${'<member><name>a</name><value/></member>'.repeat(26_000)}</struct>`],
  ])('%s', async (_what, value) => {
    const started = performance.now()
    expect((await postXml(server.url, echo(value()))).fault).toBe(122)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('a text of 600,000 bytes is longer than a parameter may be', async () => {
    expect((await postXml(server.url, echo(string('a'.repeat(600_000))))).fault).toBe(124)
  })

  test('long runs of white space are passed in one go', async () => {
    const spaces = ' '.repeat(500_000)
    const started = performance.now()
    for (const document of [
      methodCall(` a${spaces}b `),
      echo(`<int> 1${spaces}2 </int>`),
      methodCall('doc.get', struct({ api_key: ` ${app.key}${spaces}x ` })),
      methodCall('upload.file', struct({ file: `<base64> a${spaces}b </base64>` })),
    ]) {
      expect((await postXml(server.url, document)).fault).toBeGreaterThan(0)
    }
    expect(performance.now() - started).toBeLessThan(2000)
  })

  test('a compressed bomb', async () => {
    const bomb = gzipSync(echo(string('a'.repeat(50_000_000))))
    const before = process.memoryUsage().rss
    expect((await postXml(server.url, bomb, '', { 'content-encoding': 'gzip' })).fault).toBe(124)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
    const honest = gzipSync(echo(string('packed')))
    expect((await postXml(server.url, honest, '', { 'content-encoding': 'gzip' })).text).toContain('packed')
    const broken = honest.subarray(0, honest.length - 12)
    expect((await postXml(server.url, broken, '', { 'content-encoding': 'gzip' })).fault).toBe(122)
  })
})

describe('multicall is no amplifier', () => {
  const guess = (n: number) =>
    struct({ methodName: 'test.hello', params: array(struct({ api_key: n.toString(16).padStart(32, '0') })) })

  test('20 guesses a request at most, each of them a call', async () => {
    const guesses = (count: number) =>
      methodCall('system.multicall', array(...Array.from({ length: count }, (_, n) => guess(n))))
    expect((await postXml(server.url, guesses(20))).text.match(/<int>101<\/int>/g)).toHaveLength(20)
    for (const count of [21, 1000]) expect((await postXml(server.url, guesses(count))).fault).toBe(124)
  })

  test('none inside another, however the name is written', async () => {
    for (const name of [
      'system.multicall',
      ' system.multicall\n',
      'system<!-- -->.multicall',
      '<![CDATA[system.multicall]]>',
    ]) {
      const inner = struct({ methodName: name, params: array(array(guess(1))) })
      const { text } = await postXml(server.url, methodCall('system.multicall', array(inner)))
      expect(text).toContain('<int>123</int>')
      expect(text).not.toContain('<int>101</int>')
    }
  })
})

test('the names of events and of members of objects are unknown methods', async () => {
  for (const name of ['NotFound', 'error', 'toString', 'hasOwnProperty', 'valueOf', 'system', 'system.', '.', '*']) {
    expect((await postXml(server.url, methodCall(name))).fault).toBe(103)
  }
})

test('the type of the answer is never that of the request', async () => {
  const reply = await postXml(server.url, echo(string('<script>')), '', { 'content-type': 'text/html' })
  expect(reply.headers.get('content-type')).toBe('text/xml; charset=utf-8')
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
})

test('mutated documents always get an answer, without a stall', async () => {
  const seed = methodCall(
    'system.multicall',
    array(
      struct({
        methodName: 'test.echo',
        params: array(struct({ api_key: app.key, x: '<int>1</int>', y: '<base64>YQ==</base64>', z: '<nil/>' })),
      }),
    ),
  )
  const piece = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '/',
      '&',
      '&#0;',
      '<value>',
      '</value>',
      '<struct>',
      '<array>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?',
      '\0',
      '\ufeff',
      '__proto__',
      '<member>',
      '"',
      'xmlns=""',
    ),
    fc.string({ maxLength: 8 }),
  )
  const mutation = fc.record({ at: fc.nat({ max: seed.length }), cut: fc.nat({ max: 40 }), piece })
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      const document = mutations.reduce(
        (text, { at, cut, piece }) => text.slice(0, at) + piece + text.slice(at + cut),
        seed,
      )
      const started = performance.now()
      const { status, text } = await postXml(server.url, document)
      expect(performance.now() - started).toBeLessThan(1000)
      expect(status).toBe(200)
      expect(text).toMatch(/<\/methodResponse>$/)
      expect(text).not.toContain('<int>500</int>')
    }),
    { numRuns: fuzzRuns(1500) },
  )
})
