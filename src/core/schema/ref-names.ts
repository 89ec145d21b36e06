import { nameOf } from './discriminator.js'
import { isSchema } from './json-schema.js'
import { toXmlName } from './xml-name.js'

/**
 * Names the targets of all references of a document: by their last segment, or by as many as tell them apart. A name depends on
 * the document alone, not on what is read of it or in which order.
 */
export function refNames(document: unknown): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  let pending = [...refsIn(document)]
  for (let segments = 1; pending.length > 0; segments++) {
    const wanted = pending.map(($ref) => ({ $ref, name: lastSegments($ref, segments) }))
    const uses = new Map<string, number>()
    for (const { name } of wanted) uses.set(toXmlName(name), (uses.get(toXmlName(name)) ?? 0) + 1)
    const isDone = ({ $ref, name }: { readonly $ref: string; readonly name: string }) =>
      uses.get(toXmlName(name)) === 1 || segments >= $ref.split('/').length
    for (const one of wanted) if (isDone(one)) names.set(one.$ref, one.name)
    pending = wanted.flatMap((one) => (isDone(one) ? [] : [one.$ref]))
  }
  return names
}

function lastSegments($ref: string, count: number): string {
  return count === 1 ? nameOf($ref) : $ref.split('/').slice(-count).join('.')
}

/** All references of a document. A value that occurs twice, as in a tree that was built by a program, is searched once. */
function refsIn(document: unknown): ReadonlySet<string> {
  const refs = new Set<string>()
  const seen = new Set<unknown>()
  const rest: unknown[] = [document]
  while (rest.length > 0) {
    const value = rest.pop()
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (isSchema(value) && typeof value.$ref === 'string') refs.add(value.$ref)
    rest.push(...Object.values(value))
  }
  return refs
}
