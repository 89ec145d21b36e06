import { isRawObject, itemsOf, type RawObject } from './raw.js'

/** Members whose own members are named by the author of the document, so that none of them is a keyword. */
const nameMaps: ReadonlySet<string> = new Set([
  ...['paths', 'properties', 'patternProperties', 'schemas', 'definitions', '$defs', 'parameters', 'responses'],
  ...['requestBodies', 'headers', 'pathItems', 'callbacks', 'content', 'encoding', 'dependentSchemas'],
])

/** Members with instances of values, which are not read. */
const instances: ReadonlySet<string> = new Set(['example', 'examples', 'x-examples', 'default', 'enum', 'const'])

/**
 * Visits every object of a document once, but for instances of values: level by level, in the order of the document.
 *
 * @param visit called with the object, and with the keyword whose value it is, or ''
 */
export function walk(document: unknown, visit: (object: RawObject, keyword: string) => void): void {
  const seen = new Set<unknown>()
  const found: [value: unknown, keyword: string][] = [[document, '']]
  // What is found is searched in turn.
  for (const [value, keyword] of found) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (!isRawObject(value)) {
      for (const item of itemsOf(value)) found.push([item, ''])
      continue
    }
    visit(value, keyword)
    const isMap = nameMaps.has(keyword)
    for (const [name, inner] of Object.entries(value)) {
      if (isMap || !instances.has(name)) found.push([inner, isMap ? '' : name])
    }
  }
}
