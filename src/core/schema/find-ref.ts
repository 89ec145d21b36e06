import { isSchema, type JsonSchema } from './json-schema.js'

/**
 * Resolves a reference within a document (RFC 6901).
 *
 * @throws TypeError that names the reference, where it is dangling or leaves the document
 */
export function findRef(document: unknown, $ref: string): JsonSchema {
  if ($ref !== '#' && !$ref.startsWith('#/')) throw new TypeError(`refers to ${$ref}, which is not in its own document`)
  let found: unknown = document
  for (const part of $ref.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    found = isSchema(found) && Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined
  }
  if (!isSchema(found)) throw new TypeError(`refers to ${$ref}, which is not there`)
  return found
}
