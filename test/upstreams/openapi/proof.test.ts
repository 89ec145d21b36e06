import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { OpenAPIBackend } from 'openapi-backend'
import type { MethodDirectory } from '../../../src/core/method-spec.js'
import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { systemClock } from '../../../src/core/ports/clock.js'
import { unobserved } from '../../../src/core/ports/service-observer.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { dialects } from '../../../src/server/dialects.js'
import { createUpstreamClient } from '../../../src/upstreams/client/create-upstream-client.js'
import type { HttpOperation } from '../../../src/upstreams/http/operation.js'
import { openServices } from '../../../src/upstreams/open-services.js'
import { describeService } from '../../../src/upstreams/openapi/describe-service.js'
import { callBy } from '../../cases/call-by.js'
import { drivers } from '../../cases/drivers/index.js'
import { describedService } from '../../support/described-service.js'
import { sampleOf } from '../../support/sample-schema.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { startService, type TestService } from '../../support/service.js'

const folder = dirname(require.resolve('@readme/oas-examples/package.json'))

/**
 * Descriptions whose requests the validator can judge: it reads no lists in paths, headers and cookies, and refuses descriptions that contradict
 * themselves, such as those that require members which they do not have.
 */
const files = [
  '3.0/json/petstore.json',
  '3.0/json/petstore-expanded.json',
  '3.0/json/link-example.json',
  '3.0/json/uspto.json',
  '3.0/json/star-trek.json',
  '3.0/json/security.json',
  '3.0/json/readme-extensions.json',
  '3.0/json/server-path-level.json',
  '3.0/json/http-status-codes.json',
  '3.0/json/parameters-common.json',
  '3.0/json/petstore-simple.json',
  '3.1/json/petstore.json',
  '3.1/json/petstore-simple.json',
  '3.1/json/security.json',
  '3.1/json/train-travel.json',
  '3.1/json/readme-extensions.json',
  '3.0/json/file-uploads.json',
]

let server: TestServer
let service: TestService
let app: Application

beforeAll(async () => {
  server = await startTestServer()
  service = await startService()
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
afterAll(async () => {
  await server.stop()
  await service.stop()
})

const names = {
  reserved: new Set(dialects.flatMap(({ credentials }) => [...credentials.reserved])),
  envelopeMembers: new Set(dialects.flatMap(({ envelopes }) => [...envelopes.payload.reserved])),
}

/** Serves a description in front of the service, and gives its operations. */
async function serve(file: string) {
  const usual = describedService(join(folder, file))
  const described = { ...usual, target: { ...usual.target, urls: [new URL(service.url)] } }
  const description = await describeService(described, names)
  const [open] = await openServices([described], {
    createClient: (target) => createUpstreamClient(target, { version: 'test', clock: systemClock }),
    describe: async () => description,
    observer: unobserved,
  })
  if (open === undefined) throw new Error(`${file} was not opened`)
  server.catalog.replaceAll([{ source: { name: open.name, services: {} }, specs: open.specs }])
  return { name: open.name, operations: description.service.operations, document: description.service.document }
}

/** Lets the service check requests by the description, and answer with a sample of the declared result. */
async function check(file: string, answers: () => string) {
  const definition = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const problems: unknown[] = []
  const backend = new OpenAPIBackend({
    definition: { ...withIds(definition), servers: [] },
    quick: true,
    coerceTypes: true,
    ajvOpts: { strict: false },
    handlers: {
      validationFail: (context) => problems.push(context.validation.errors),
      notFound: (context) => problems.push(`not found: ${context.request.path}`),
      methodNotAllowed: (context) => problems.push(`not allowed: ${context.request.method}`),
      notImplemented: () => undefined,
      unauthorizedHandler: () => undefined,
    },
  })
  await backend.init()
  service.answer((response, { verb, path, headers, body }) => {
    const [pathname = '', query = ''] = path.split('?')
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    const request = { method: verb, path: pathname, query, headers: sent, body: Buffer.from(body, 'latin1').toString() }
    const checked = backend.handleRequest(request).catch((error) => problems.push(`${error.message}: ${verb} ${path}`))
    void checked.then(() => {
      const text = answers()
      response.writeHead(200, text === '' ? {} : { 'content-type': 'application/json' }).end(text)
    })
  })
  return problems
}

/** A description in which every operation has an id, which the validator asks for. */
function withIds<Document extends { readonly paths: Readonly<Record<string, object>> }>(document: Document): Document {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(item)) {
      if (verbs.has(verb)) operation.operationId ??= `${verb} ${path}`
    }
  }
  return document
}

const verbs = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options'])

/** The parameters of a call as texts, trees as JSON. */
function pairsOf(params: object): Pair[] {
  return Object.entries(params).map(([name, value]) => [name, flat(value)])
}

function flat(value: unknown): string {
  if (Array.isArray(value) && value.length === 1 && typeof value[0] !== 'object') return String(value[0])
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

let tried = 0

test.each(files)(
  'the requests of %s are valid, and its answers are the same everywhere',
  async (file) => {
    const { name, operations, document } = await serve(file)
    tried += operations.length
    let answer = ''
    const problems = await check(file, () => answer)
    const methods: MethodDirectory = server.catalog.current.registryOf(ipernity).directoryFor(undefined)
    const failed: unknown[] = []
    for (const operation of operations) {
      const method = `${name}.${operation.name}`
      const params = sampleOf(operation.params, document)
      answer = sampleAnswer(operation, document)
      const files = Object.fromEntries(operation.files.map((one) => [one.name, Buffer.from('bytes')]))
      const pairs: Pair[] = [['api_key', app.key], ...pairsOf(Object(params))]
      const seen: unknown[] = []
      for (const driver of drivers) {
        if (operation.files.length > 0 && operation.result.content === 'binary') continue
        const { contentType: _, ...outcome } = await callBy(driver, server.url, { method, pairs, files }, methods)
        seen.push(outcome)
        if (problems.length > 0 || !('value' in outcome))
          failed.push({ method, driver: driver.name, params, answer, outcome, problems: problems.splice(0) })
      }
      const native = await callNatively(method, Object(params), operation)
      if (native !== undefined && native !== answer) failed.push({ method, native, answer })
      if (seen.some((one) => !isDeepStrictEqual(one, seen[0]))) failed.push({ method, seen })
    }
    expect(failed).toEqual([])
  },
  60_000,
)

function sampleAnswer({ result }: HttpOperation, document: unknown): string {
  if (result.content === 'none') return ''
  if (result.content !== 'json') return '"text"'
  const sample = sampleOf(result.schema ?? {}, document)
  return JSON.stringify(sample)
}

/** The native answer of a call with a JSON body; undefined for one with files. */
async function callNatively(method: string, params: object, { files, result }: HttpOperation) {
  if (files.length > 0 || result.content !== 'json') return undefined
  const response = await fetch(`${server.url}/rpc/${method}`, {
    method: 'POST',
    headers: { 'x-api-key': app.key, 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return response.text()
}

test('the proof is over hundreds of operations', () => {
  expect([files.length >= 10, tried >= 300]).toEqual([true, true])
})
