import fc from 'fast-check'
import { createClientAsync } from 'soap'
import { createClient } from 'xmlrpc'
import { z } from 'zod'
import { defineMethod } from '../../src/core/define-method.js'
import { type FileResult, file } from '../../src/core/files/file-result.js'
import { int, text } from '../../src/core/schema/params.js'
import { fuzzRuns } from '../support/fuzz-runs.js'
import { startTestServer, type TestServer } from '../support/server.js'

const params = z.object({ hex: text({ emptyClears: true }), chunks: int({ min: 1 }) })

/** Gives the bytes of a call as a stream of about so many chunks. */
function inChunks({ hex, chunks: count }: z.output<typeof params>): FileResult {
  const bytes = Buffer.from(hex, 'hex')
  const size = Math.max(1, Math.ceil(bytes.length / count))
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return { contentType: 'application/octet-stream', content: chunks() }
}

const open = { summary: 'Give bytes back', needs: { key: false }, params }
const methods = [
  defineMethod()({ ...open, name: 'echo.file', result: file(), run: ({ params }) => inChunks(params) }),
  defineMethod()({
    ...open,
    name: 'echo.member',
    result: z.object({ count: z.int(), all: z.array(file()) }),
    run: ({ params }) => ({ count: 2, all: [inChunks(params), inChunks({ ...params, chunks: 1 })] }),
  }),
]

let server: TestServer
let clients: readonly (readonly [name: string, call: Call])[]
beforeAll(async () => {
  server = await startTestServer({ methods })
  clients = await startClients(server.url)
})
afterAll(() => server.stop())

type Params = Readonly<Record<string, string>>
/** Calls a method. @returns the bytes of all files of the answer */
type Call = (method: string, params: Params) => Promise<readonly Buffer[]>
interface Answer {
  readonly all?: readonly string[]
  readonly value?: string
}

const hexOf = (bytes: Buffer) => bytes.toString('hex')
const fromBase64 = (base64: string) => Buffer.from(base64, 'base64')
const filesIn = ({ all, value = '' }: Answer) => (all ?? [value]).map(fromBase64)

async function startClients(url: string): Promise<readonly (readonly [string, Call])[]> {
  const rest =
    (path: (method: string) => string): Call =>
    async (method, sent) => {
      const response = await fetch(url + path(method), { method: 'POST', body: new URLSearchParams(sent) })
      if (method === 'echo.file') return [Buffer.from(await response.arrayBuffer())]
      return filesIn(Object(await response.json()))
    }
  const soapClient = await createClientAsync(`${url}/api/soap?wsdl`)
  const soap: Call = (method, sent) =>
    new Promise((resolve, reject) => {
      Reflect.get(soapClient, method).call(soapClient, sent, (error: unknown, answer: Answer) => {
        if (error) reject(error)
        // The package gives an element that is empty as null.
        else
          resolve(
            filesIn(
              answer.all === undefined ? { value: answer.value ?? '' } : { all: answer.all.map((one) => one ?? '') },
            ),
          )
      })
    })
  const xmlRpcClient = createClient({ url: `${url}/api/xmlrpc` })
  const methodCall = (method: string, value: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      xmlRpcClient.methodCall(method, [value], (error: unknown, answer: unknown) =>
        error ? reject(error) : resolve(answer),
      )
    })
  const buffersIn = (answer: unknown) => (Buffer.isBuffer(answer) ? [answer] : Object(answer).all)
  return [
    ['REST in JSON', rest((method) => `/api/${method}/json`)],
    ['native', rest((method) => `/rpc/${method}`)],
    ['npm soap', soap],
    ['npm xmlrpc', async (method, sent) => buffersIn(await methodCall(method, sent))],
    [
      'npm xmlrpc in a multicall',
      async (methodName, sent) =>
        buffersIn(Object(await methodCall('system.multicall', [{ methodName, params: [sent] }]))[0][0]),
    ],
  ]
}

const binary = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 20_000, maxLength: 40_000 }))

test.each(['echo.file', 'echo.member'])('%s: any bytes come back equal over every protocol', async (method) => {
  const property = fc.asyncProperty(binary, fc.integer({ min: 1, max: 50 }), async (bytes, chunks) => {
    const sent = Buffer.from(bytes)
    for (const [name, call] of clients) {
      const received = await call(method, { hex: sent.toString('hex'), chunks: String(chunks) })
      const expected = method === 'echo.file' ? [sent] : [sent, sent]
      expect([name, ...received.map(hexOf)]).toEqual([name, ...expected.map(hexOf)])
    }
  })
  await fc.assert(property, { numRuns: fuzzRuns(10), endOnFailure: true })
})
