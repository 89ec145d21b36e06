import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readLocalDescription } from '../../../../src/upstreams/openapi/documents/local-files.js'
import { readOpenApi } from '../../../../src/upstreams/openapi/read-openapi.js'
import { petOptions } from '../../../support/openapi.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openapi-files-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Writes files below the folder of the description. */
function write(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'api', name)), { recursive: true })
    writeFileSync(join(folder, 'api', name), text)
  }
  return join(folder, 'api', 'openapi.yaml')
}

const refer = ($ref: string) => `openapi: 3.0.0
paths:
  /a:
    get:
      operationId: a
      responses:
        200: { description: Yes, content: { application/json: { schema: { $ref: '${$ref}' } } } }
`

test('a description in several files is one document, whose types have the names of their files', async () => {
  const path = write({
    'openapi.yaml': `openapi: 3.0.0
paths:
  /pets: { $ref: 'paths/pets.yaml' }
components: { schemas: { Id: { type: string } } }
`,
    'paths/pets.yaml': `get:
  operationId: list
  parameters: [{ $ref: '../shared.json#/limit' }]
  responses:
    200: { description: Yes, content: { application/json: { schema: { type: array, items: { $ref: '../types/Pet.yaml' } } } } }
`,
    'shared.json':
      '{ "limit": { "name": "limit", "in": "query", "schema": { "$ref": "#/number" } }, "number": { "type": "integer" } }',
    'types/Pet.yaml': `type: object
properties:
  id: { $ref: '../openapi.yaml#/components/schemas/Id' }
  mother: { $ref: 'Pet.yaml' }
  example: { $ref: '#/definitions/Owner' }
definitions: { Owner: { type: object, properties: { name: { type: string } } } }
example: { $ref: 'never-read.yaml' }
`,
  })
  const { document, texts } = await readLocalDescription(path)
  const { operations, refused, degraded, document: types } = readOpenApi(document, petOptions)
  expect([refused, degraded]).toEqual([[], []])
  expect(operations[0]?.operation.params.properties).toEqual({ limit: { $ref: '#/types/number' } })
  expect(types).toEqual({
    types: {
      number: { type: 'integer' },
      Id: { type: 'string' },
      Owner: { type: 'object', properties: { name: { type: 'string' } } },
      Pet: {
        type: 'object',
        properties: { id: { $ref: '#/types/Id' }, mother: { $ref: '#/types/Pet' }, example: { $ref: '#/types/Owner' } },
      },
    },
  })
  expect([...texts.keys()].map((address) => address.slice(address.lastIndexOf('/api/') + 5))).toEqual([
    ...['openapi.yaml', 'paths/pets.yaml', 'shared.json', 'types/Pet.yaml'],
  ])
})

test.each([
  '/etc/hostname',
  'file:///etc/hostname',
  '../secret.yaml',
  'types/../../secret.yaml',
  '%2e%2e/secret.yaml',
  'FILE:secret.yaml',
  'data:application/json,{}',
  '\\\\server\\share.yaml',
])('a reference to %s is refused', async ($ref) => {
  writeFileSync(join(folder, 'secret.yaml'), 'type: string')
  const path = write({ 'openapi.yaml': refer($ref) })
  await expect(readLocalDescription(path)).rejects.toThrow('is not below the folder of the description')
})

test('a link that leads out of the folder is refused', async () => {
  writeFileSync(join(folder, 'secret.yaml'), 'type: string')
  const path = write({ 'openapi.yaml': refer('link.yaml') })
  symlinkSync(join(folder, 'secret.yaml'), join(folder, 'api', 'link.yaml'))
  await expect(readLocalDescription(path)).rejects.toThrow('link.yaml leads out of the folder of the description')
})

test('a reference to an address is not followed, and refuses its operation', async () => {
  const { document } = await readLocalDescription(write({ 'openapi.yaml': refer('https://example.com/pet.yaml#/Pet') }))
  expect(readOpenApi(document, petOptions).refused).toEqual([
    { operation: 'a', reason: 'answer refers to https://example.com/pet.yaml#/Pet, which is outside its document' },
  ])
})

/** Lists of nine times the list before, each named by a letter. */
const manyAliases = [...'bcdefgh'].reduce(
  (text, name) => `${text}${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)}, `.repeat(9)}x]\n`,
  `a: &a [${'x, '.repeat(9)}x]\n`,
)

/** Documents that refer to the next one each. */
const chain = Array.from({ length: 23 }, (_, index): [string, string] => [
  index === 0 ? 'openapi.yaml' : `${index}.yaml`,
  `a: { $ref: '${index + 1}.yaml' }`,
])

test.each([
  ['a file that is missing', { 'openapi.yaml': refer('gone.yaml') }, /gone\.yaml cannot be read: it does not exist/],
  ['YAML that is broken', { 'openapi.yaml': 'a: [' }, /openapi\.yaml is no YAML: /],
  ['JSON that is broken', { 'openapi.yaml': '{"a":' }, /openapi\.yaml is no JSON: /],
  ['a value that is too deep', { 'openapi.yaml': `a: ${'['.repeat(65)}${']'.repeat(65)}` }, /nested more than 64 deep/],
  ['a value that holds itself', { 'openapi.yaml': 'a: &a { b: *a }' }, /nested more than 64 deep/],
  [
    'a value of aliases that multiply',
    { 'openapi.yaml': manyAliases },
    /Excessive alias count|more than 5000000 values/,
  ],
  ['a row of 21 references', Object.fromEntries(chain), /is the end of 21 references in a row/],
])('%s is refused', async (_, files, message) => {
  await expect(readLocalDescription(write(files))).rejects.toThrow(message)
})

test('a file of more than 32 MB is refused', async () => {
  const path = write({ 'openapi.yaml': 'a: b' })
  truncateSync(path, 32 * 1024 * 1024 + 1)
  await expect(readLocalDescription(path)).rejects.toThrow('has more than 33554432 bytes')
})
