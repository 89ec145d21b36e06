import { readFileSync, writeFileSync } from 'node:fs'
import { upstreamsSchema } from '../../src/upstreams/config/json-schema.js'

const path = 'docs/upstreams.schema.json'

test('the JSON Schema of upstreams.yaml has the words that the reader knows', () => {
  const expected = `${JSON.stringify(upstreamsSchema(), undefined, 2)}\n`
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, expected)
  expect(readFileSync(path, 'utf8')).toBe(expected)
})
