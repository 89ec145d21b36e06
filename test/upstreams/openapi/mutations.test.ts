import { lookup } from 'node:dns'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { createCatalog } from '../../../src/core/catalog.js'
import { unobserved } from '../../../src/core/ports/service-observer.js'
import { dialects } from '../../../src/server/dialects.js'
import { reservedNames } from '../../../src/server/upstreams/reserved-names.js'
import { compileWsdl } from '../../../src/transports/soap/describe.js'
import { AnswerCache } from '../../../src/upstreams/answer-cache.js'
import { createUpstreamClient } from '../../../src/upstreams/client/create-upstream-client.js'
import { OperationCompiler } from '../../../src/upstreams/http/compile-operation.js'
import { readOpenApi } from '../../../src/upstreams/openapi/read-openapi.js'
import { DescriptionError } from '../../../src/upstreams/openapi/refusal.js'
import { describedService } from '../../support/described-service.js'
import { fuzzRuns } from '../../support/fuzz-runs.js'
import { petOptions } from '../../support/openapi.js'
import { kinds } from '../../support/permission-kinds.js'

const folder = dirname(require.resolve('@readme/oas-examples/package.json'))
const texts = ['2.0', '3.0', '3.1'].flatMap((version) =>
  readdirSync(join(folder, version, 'json'))
    .filter((file) => file.endsWith('.json') && !/star-trek|readme\.json/.test(file))
    .map((file) => readFileSync(join(folder, version, 'json', file), 'utf8')),
)

/** Every object and list of a document, with the names of its members. */
function placesIn(document: unknown): (readonly [holder: object, name: string])[] {
  const found: (readonly [object, string])[] = []
  const rest: unknown[] = [document]
  for (const value of rest) {
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      found.push([value, name])
      rest.push(inner)
    }
  }
  return found
}

/** A value that some description may have in a wrong place. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    '',
    'x',
    'null',
    [],
    {},
    [null],
    [[]],
    '\ud800',
    'a\u0000b',
  ),
  fc.constantFrom<unknown>(
    'string',
    'integer',
    'object',
    'array',
    'file',
    ['string', 'object'],
    ['null'],
    'binary',
    'form',
  ),
  fc.constantFrom<unknown>({ $ref: '#' }, { $ref: '#/paths' }, { $ref: 'x.yaml' }, { $ref: '#/info' }, { $ref: 7 }),
  fc.constantFrom<unknown>({ type: 'object' }, { oneOf: [] }, { allOf: [{ $ref: '#' }] }, { items: { $ref: '#' } }),
  fc.constantFrom<unknown>(
    { not: {} },
    { enum: [] },
    { enum: [null] },
    { const: {} },
    { pattern: '[' },
    { default: {} },
  ),
  fc.constantFrom<unknown>({ properties: { a: true } }, { properties: { xmlns: {}, entry: {}, content: {} } }),
  fc.jsonValue(),
)

interface Mutation {
  readonly kind: 'replace' | 'copy' | 'rename' | 'delete' | 'refer'
  readonly at: number
  readonly from: number
  readonly value: unknown
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('replace', 'copy', 'rename', 'delete', 'refer'),
  at: fc.nat(),
  from: fc.nat(),
  value: odd,
})

function mutate(document: unknown, { kind, at, from, value }: Mutation): void {
  const places = placesIn(document)
  const [holder, name] = places[at % places.length] ?? [{}, '']
  const [other, otherName] = places[from % places.length] ?? [{}, '']
  const copied = JSON.stringify(Reflect.get(other, otherName)) ?? 'null'
  if (kind === 'delete') Reflect.deleteProperty(holder, name)
  // Values are shared by all runs, so each document gets a copy.
  if (kind === 'replace') Reflect.set(holder, name, structuredClone(value))
  // Copies of large parts would double the document each time.
  if (kind === 'copy' && copied.length < 2_000) Reflect.set(holder, name, JSON.parse(copied))
  if (kind === 'rename') {
    const moved: unknown = Reflect.get(holder, name)
    Reflect.deleteProperty(holder, name)
    Reflect.set(holder, otherName, moved)
  }
  if (kind === 'refer') Reflect.set(holder, name, { $ref: pointerTo(document, other) })
}

/** The reference to an object of a document. */
function pointerTo(document: unknown, wanted: object): string {
  const rest: (readonly [value: unknown, pointer: string])[] = [[document, '#']]
  for (const [value, pointer] of rest) {
    if (value === wanted) return pointer
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      rest.push([inner, `${pointer}/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`])
    }
  }
  return '#'
}

const client = createUpstreamClient(describedService('').target, { version: '0', clock: { now: () => 0 }, lookup })

/** Reads a document and serves it, as far as it can be read. */
function serve(document: unknown): void {
  const reading = readOpenApi(document, { ...petOptions, ...reservedNames(dialects) })
  const compiler = new OperationCompiler({
    service: 'pets',
    document: reading.document,
    urls: [new URL('http://127.0.0.1:9')],
    client,
    answers: new AnswerCache(() => {}),
    observer: unobserved,
  })
  const specs = reading.operations.map(({ operation }) => compiler.compile(operation))
  const catalog = createCatalog({ dialects, kinds })
  catalog.replace({ name: 'pets', services: {} }, specs)
  for (const dialect of dialects) {
    if (!dialect.routes.some(({ transport }) => transport === 'soap')) continue
    compileWsdl(catalog.current.registryOf(dialect).methods, dialect)('http://127.0.0.1')
  }
}

test('whatever is wrong in a description, it is read as far as it can be, and what is read can be served', () => {
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 8 }), (text, mutations) => {
      const document: unknown = JSON.parse(text)
      for (const one of mutations) mutate(document, one)
      try {
        // A list that lost an item has a null in its place, as JSON can have it.
        serve(JSON.parse(JSON.stringify(document)))
      } catch (thrown) {
        if (!(thrown instanceof DescriptionError)) throw thrown
      }
    }),
    // Making a failing document smaller takes longer than reading it.
    { numRuns: fuzzRuns(300), endOnFailure: true },
  )
})
