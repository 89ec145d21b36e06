import { Agent, request } from 'node:http'
import fc from 'fast-check'
import type { Application } from '../../src/core/ports/app-store.js'
import { readXml } from '../../src/transports/shared/xml/read-xml.js'
import { fuzzRuns } from '../support/fuzz-runs.js'
import { createApp, createUser, signed, startTestServer, type TestServer } from '../support/server.js'
import { bothVersions, elements, envelope, type Style, styles, versions } from '../support/soap.js'

let server: TestServer
let app: Application
const agent = new Agent({ keepAlive: true })
beforeAll(async () => {
  server = await startTestServer({ settings: { LOG_LEVEL: 'error' } })
  app = await createApp(server.services, await createUser(server.services, 'caller'))
})
afterAll(async () => {
  agent.destroy()
  await server.stop()
})

interface Reply {
  readonly status: number | undefined
  readonly text: string
}

/** Posts over connections that are kept, so that thousands of calls are no matter of seconds. */
function post(body: Buffer, contentType: string): Promise<Reply> {
  const headers = { 'content-type': contentType, 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/api/soap`, { method: 'POST', headers, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }))
    })
    asked.on('error', reject).end(body)
  })
}

const style = fc.constantFrom(...(Object.keys(styles) as Style[]))
const version = fc.constantFrom(...bothVersions)

/** Texts that XML can carry. */
const writable = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''))
  .filter((text) => text !== '')

/** The text of the first element of a name, at any depth, looking into escaped payloads too. */
function textOf(document: string, name: string): string | undefined {
  const search = (text: string): string | undefined => {
    const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)
    return found === null ? undefined : readXml(`<a>${found[1]}</a>`).text
  }
  const response = /<x:ipernityResponse [^>]*>([^<]*)</.exec(document)
  return search(response === null ? document : readXml(`<a>${response[1]}</a>`).text)
}

test('whatever text XML can carry comes back as it was sent', async () => {
  await fc.assert(
    fc.asyncProperty(style, version, writable, async (inStyle, inVersion, text) => {
      const pairs = signed(app, 'test.echo', [['echo', text]])
      const body = envelope(inVersion, styles[inStyle]('test.echo', pairs))
      const reply = await post(Buffer.from(body), versions[inVersion].contentType)
      expect({ status: reply.status, echo: textOf(reply.text, 'echo') }).toEqual({ status: 200, echo: text })
    }),
    { numRuns: 500 },
  )
})

/** One change to a document: a stretch is dropped, doubled, moved, or replaced by something of the same trade. */
const edit = fc.record({
  at: fc.nat(1200),
  length: fc.nat(40),
  by: fc.constantFrom(
    '',
    '<',
    '>',
    '/',
    '"',
    '&',
    '&#0;',
    ']]>',
    '<!--',
    '<![CDATA[',
    '<?x?>',
    '<!DOCTYPE x>',
    '\0',
    'é',
    'xmlns=""',
    '<x>',
    '</x>',
    ':',
  ),
  kind: fc.constantFrom('replace', 'double', 'drop'),
})

function mutate(document: Buffer, edits: readonly { at: number; length: number; by: string; kind: string }[]): Buffer {
  return edits.reduce((bytes, { at, length, by, kind }) => {
    const start = Math.min(at, bytes.length)
    const stretch = bytes.subarray(start, start + length)
    const middle =
      kind === 'replace' ? Buffer.from(by) : kind === 'double' ? Buffer.concat([stretch, stretch]) : Buffer.alloc(0)
    return Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(start + length)])
  }, document)
}

test('a damaged envelope gets an answer or a fault of its own, never a service error', async () => {
  const header = `<credentials xmlns="urn:babelgate:api" e:mustUnderstand="1">${elements([['api_key', app.key]])}</credentials>`
  const outcomes = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      style,
      version,
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      async (inStyle, inVersion, edits) => {
        const whole = envelope(inVersion, styles[inStyle]('test.echo', [['echo', 'a & b']]), header)
        const { status, text } = await post(mutate(Buffer.from(whole), edits), versions[inVersion].contentType)
        expect(readXml(text).name).toBe('Envelope')
        expect([200, 400, 500]).toContain(status)
        expect(text).not.toMatch(/error\.50\d|<code>50\d/)
        expect([status, text.includes('Fault')]).toEqual([status, status !== 200])
        outcomes.add(status === 200 ? 'answer' : 'fault')
      },
    ),
    { numRuns: fuzzRuns(2000) },
  )
  expect([...outcomes].sort()).toEqual(['answer', 'fault'])
  expect(server.log).toEqual([])
})
