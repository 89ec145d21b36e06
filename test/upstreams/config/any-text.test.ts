import fc from 'fast-check'
import { fuzzRuns } from '../../support/fuzz-runs.js'
import { refusalOf } from '../../support/upstreams-file.js'

const example = `permissions:
  orders: { title: Orders, levels: { read: See } }
defaults: { timeout: 10s, breaker: { failures: 5, open_for: 10s }, max_response: 4 MB }
services:
  petstore:
    openapi: ./petstore.yaml
    url: https://petstore.example.com/v3
    auth: { bearer: "\${KEY}" }
    exclude: [deletePet]
    rename: { findPetsByStatus: findPets }
    methods: { getPet: { timeout: 1s } }
  shop:
    url: [http://orders.internal:8080]
    auth: { header: { X-Api-Key: file:key.txt } }
    types:
      line: { sku: string, quantity: int }
      order: { id: long, lines: "line[]", note: string? }
    methods:
      get: { call: "GET /orders/{id}", params: { id: long, expand: "string[]?" }, result: order }
      create:
        call: POST /orders
        params: { customer: string, lines: "line[]", note: string? }
        query: { dryRun: "{note}" }
        body: { customer_id: "{customer}", items: "{lines}", comment: [1, "x-{note}", null] }
        headers: { Idempotency-Key: "{call.id}" }
        answer: data
        result: order
        needs: [token, doc=write]
        limits: { user: 10/m }
        errors: { 404: { code: 1, title: Customer not found } }
      prices: { call: GET /prices, result: any, cache: { for: 60s, per: everyone } }
`

const reading = { env: { KEY: 'secret' }, files: { 'key.txt': 'secret' } }

/** A message that the reader gives on purpose; anything else that it throws fails the test. */
const refusal = /^(?:upstreams\.yaml(?::\d+:\d+:)? [^\n]+)?$/

const lines = example.split('\n')

const words = [...new Set(example.match(/[^\s:{}[\],"]+/g) ?? [])]

/** Pieces that have a meaning in YAML, in templates or in JavaScript. */
const piece = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ':',
      ': ',
      ',',
      '\n',
      '\n  ',
      '- ',
      '&a ',
      '*a',
      '<<: *a',
      '|',
      '>',
      '!!str ',
      '!!binary ',
    ],
  ),
  fc.constantFrom(
    ...[
      '? ',
      '%',
      '---\n',
      '${',
      '${KEY}',
      '$$',
      '{{',
      '__proto__',
      'constructor',
      'null',
      '~',
      '.nan',
      '0x7fffffffffffffff',
      '1e999',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
)

type Edit = readonly [position: number, removed: number, added: string]

function edit(text: string, edits: readonly Edit[]): string {
  return edits.reduce((changed, [position, removed, added]) => {
    const at = Math.floor(position * changed.length)
    return changed.slice(0, at) + added + changed.slice(at + removed)
  }, text)
}

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('the example is read', () => {
  expect(refusalOf(example, reading)).toBe('')
})

test('any change of a text is read or refused in one line', () => {
  const edits = fc.array(fc.tuple(fraction, fc.nat(12), piece), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(edits, (some) => {
      expect(refusalOf(edit(example, some), reading)).toMatch(refusal)
    }),
    { numRuns: fuzzRuns(1500) },
  )
})

test('any value in the place of another is read or refused in one line', () => {
  const value = fc.oneof(fc.json({ maxDepth: 3 }), piece)
  fc.assert(
    fc.property(fc.nat(lines.length - 1), value, (index, text) => {
      const changed = lines.map((line, at) => (at === index ? line.replace(/: .*$/, () => `: ${text}`) : line))
      expect(refusalOf(changed.join('\n'), reading)).toMatch(refusal)
    }),
    { numRuns: fuzzRuns(1500) },
  )
})

test('lines may be moved, repeated and left out', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(lines.length - 1), { maxLength: 40 }), (order) => {
      expect(refusalOf(order.map((index) => lines[index]).join('\n'), reading)).toMatch(refusal)
    }),
    { numRuns: fuzzRuns(500) },
  )
})

test.each([
  ['deep lists', `services: ${'['.repeat(20_000)}`],
  ['deep maps', `${Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')} b`],
  [
    'aliases of aliases',
    `a: &a [x]\n${'bcdefghijklmnop'
      .split('')
      .map((name, index) => `${name}: &${name} [${`*${'abcdefghijklmnop'[index]}, `.repeat(9)}]`)
      .join('\n')}`,
  ],
  ['an alias of itself', 'services: &a { b: *a }'],
])('%s end in one line', (_, text) => {
  expect(refusalOf(text)).toMatch(/^upstreams\.yaml[^\n]+$/)
})
