import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { upstreamsSchema } from '../../src/upstreams/config/json-schema.js'

const path = 'docs/upstreams.schema.json'

test('the JSON Schema of upstreams.yaml has the words that the reader knows', () => {
  const expected = `${JSON.stringify(upstreamsSchema(), undefined, 2)}\n`
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, expected)
  expect(readFileSync(path, 'utf8')).toBe(expected)
})

/** The schema as an editor reads it. */
const schema = z.fromJSONSchema(JSON.parse(readFileSync(path, 'utf8')))

const service = (words: string) => parse(`services: { orders: { ${words} } }`)

test.each([
  'timeout: 3s, max_response: 4 MB, breaker: { failures: 3 }, connections: 4',
  'url: [http://a, http://b], auth: { basic: [a, b] }, allow: a.example.com, needs: [token, doc=write]',
  'types: { order: { id: long, lines: [], total: { amount: decimal } } }'.replace('[]', '"line[]?"'),
  'methods: { get: { call: "GET /{id}", params: { id: long }, body: { a: ["{id}", 1, null, { b: true }] }, result: any } }',
  'methods: { get: { call: GET /, errors: { "404": { code: 1, title: Gone } }, cache: { for: 3s, per: everyone } } }',
])('the JSON Schema takes %s', (words) => {
  expect(schema.safeParse(service(words)).error).toBeUndefined()
})

test.each([
  'time_out: 3s',
  'timeout: 3',
  'connections: 0',
  'auth: { baerer: a }',
  'types: { order: { id: 5 } }',
  'methods: { get: { coll: GET / } }',
  'methods: { get: { call: GET /, errors: { "404": { code: 98 } } } }',
  'methods: { get: { call: GET /, cache: { per: everyone } } }',
  'needs: [keys]',
])('the JSON Schema does not take %s', (words) => {
  expect(schema.safeParse(service(words)).success).toBe(false)
})

function isBare(word: unknown): boolean {
  return typeof word === 'object' && word !== null && !('description' in word || '$ref' in word)
}

/** The descriptions that are missing, by their paths. */
function undescribed(part: unknown, place: string): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) => {
    const inner = undescribed(value, `${place}/${name}`)
    if (name !== 'properties' || typeof value !== 'object' || value === null) return inner
    const bare = Object.entries(value).filter(([, word]) => isBare(word))
    return [...inner, ...bare.map(([word]) => `${place}/${word}`)]
  })
}

test('the JSON Schema describes every word', () => {
  expect(undescribed(upstreamsSchema(), '')).toEqual([])
})
