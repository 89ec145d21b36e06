import { type JsonSchemaReader, jsonSchemaReader } from '../../../src/core/schema/read-json-schema.js'
import type { Shape } from '../../../src/core/schema/shape.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { compileWsdl } from '../../../src/transports/soap/describe.js'
import { handWritten } from '../../support/hand-written.js'

const document = {
  schemas: {
    Pet: { type: 'object', properties: { owner: { $ref: '#/schemas/Owner' } } },
    Owner: { type: 'object', properties: { pets: { type: 'array', items: { $ref: '#/schemas/Pet' } } } },
    'a.b': { type: 'object', properties: {} },
    'a/b': { type: 'object', properties: {} },
  },
  answers: { Pet: { type: 'object', properties: { pet: { $ref: '#/schemas/Pet' } } } },
  used: [{ $ref: '#/answers/Pet' }, { $ref: '#/schemas/a.b' }, { $ref: '#/schemas/a~1b' }, { $ref: '#/schemas/Gone' }],
} as const

const reader = () => jsonSchemaReader(document, 'pets.json')
const listOf = ($ref: string) => ({ type: 'object', properties: { all: { type: 'array', items: { $ref } } } })

/** The name and the target of the items of a list. */
function readRef(from: JsonSchemaReader, $ref: string) {
  const shape = from.read(listOf($ref), `m: ${$ref}`)
  const list: Shape | undefined = shape.kind === 'object' ? shape.members[0]?.shape : undefined
  if (list?.kind !== 'list' || list.item.kind !== 'ref') throw new Error('no list of references')
  return { name: list.item.name, target: list.item.target() }
}

test('methods of one document share the shapes of its references', () => {
  const one = reader()
  expect(readRef(one, '#/schemas/Pet').target).toBe(readRef(one, '#/schemas/Pet').target)
  expect(readRef(one, '#/schemas/Pet').target).not.toBe(readRef(reader(), '#/schemas/Pet').target)
})

test('names are unique in the document, and do not depend on what is read first', () => {
  const refs = ['#/schemas/Pet', '#/answers/Pet', '#/schemas/Owner', '#/schemas/a.b', '#/schemas/a~1b']
  const names = ['schemas.Pet', 'answers.Pet', 'Owner', 'a.b', 'a~1b']
  const [forwards, backwards] = [reader(), reader()]
  expect(refs.map(($ref) => readRef(forwards, $ref).name)).toEqual(names)
  expect(refs.toReversed().map(($ref) => readRef(backwards, $ref).name)).toEqual(names.toReversed())
})

test('the WSDL has one type for all methods that use it', () => {
  const one = reader()
  const methods = ['pets.first', 'pets.second'].map((name) => ({
    ...handWritten({ name, answer: {}, run: () => ({}) }),
    result: one.read(listOf('#/schemas/Owner'), name),
  }))
  const wsdl = compileWsdl(methods, ipernity)('http://localhost')
  expect(wsdl.match(/<xs:complexType name="[^"]*(?:Pet|Owner)[^"]*"/g)).toEqual([
    '<xs:complexType name="Owner"',
    '<xs:complexType name="schemas.Pet"',
  ])
  expect(wsdl.match(/<xs:element name="all" type="tns:Owner"/g)).toHaveLength(2)
})

test('a shape that is refused leaves nothing behind that refers to it', () => {
  const broken = {
    Good: { type: 'object', properties: { bad: { $ref: '#/Bad' } } },
    Bad: { type: 'object', properties: { good: { $ref: '#/Good' }, gone: { $ref: '#/Gone' } } },
  }
  const one = jsonSchemaReader(broken, 'broken.json')
  expect(() => readRef(one, '#/Bad')).toThrow(/refers to #\/Gone/)
  expect(() => readRef(one, '#/Good')).toThrow(/refers to #\/Gone/)
})
