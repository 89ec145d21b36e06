import { type JsonSchema, joinSchemas, withoutNull } from '../../core/schema/json-schema.js'
import { typeOf } from '../../core/schema/read-scalar.js'
import type { RawDocument } from './document.js'
import { itemsOf, membersOf } from './raw.js'
import { Refusal } from './refusal.js'
import type { SchemaCleaner } from './schemas/schema-cleaner.js'

/** The most schemas of one `allOf` inside another. */
const deepest = 32

/**
 * Merges a schema with its references and `allOf` at the top level.
 *
 * @throws Refusal where they contradict each other or refer to themselves
 */
export function flatten(schema: JsonSchema, cleaner: SchemaCleaner, depth = 0): JsonSchema {
  if (depth > deepest) throw new Refusal('has a body that consists of itself')
  const { allOf, ...own } = cleaner.resolve(withoutNull(schema))
  if (allOf === undefined) return own
  try {
    return joinSchemas([...allOf.map((part) => flatten(part, cleaner, depth + 1)), own])
  } catch (thrown) {
    if (thrown instanceof TypeError) throw new Refusal(`has a body that ${thrown.message}`)
    throw thrown
  }
}

/** Whether a merged schema is an object with members of its own, and no union. */
export function isPlainObject(schema: JsonSchema, cleaner: SchemaCleaner): boolean {
  if (typeOf(schema) !== 'object') return false
  const branches = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].map((branch) => cleaner.resolve(branch))
  // Branches that only list required members are no union.
  return branches.every(
    ({ properties, allOf, type }) => properties === undefined && allOf === undefined && !isOther(type),
  )
}

function isOther(type: JsonSchema['type']): boolean {
  return type !== undefined && type !== 'object'
}

/** The schema of a member as the document has it, in the schema itself, its reference or its `allOf`. */
export function rawMember(raw: unknown, name: string, document: RawDocument, depth = 0): unknown {
  const schema = document.follow(raw)
  const own = membersOf(schema['properties']).find(([member]) => member === name)
  if (own !== undefined || depth > deepest) return own?.[1]
  for (const part of itemsOf(schema['allOf'])) {
    const found = rawMember(part, name, document, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
