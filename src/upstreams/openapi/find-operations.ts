import type { HttpVerb } from '../http/operation.js'
import type { RawDocument } from './document.js'
import { isRawObject, itemsOf, membersOf, type RawObject, textOf } from './raw.js'
import { DescriptionError, Refusal } from './refusal.js'

/** The most operations of a description (upstreams.md section 3). */
const mostOperations = 5_000

/** An operation of a document. */
export interface FoundOperation {
  readonly verb: HttpVerb
  readonly path: string
  readonly id: string | undefined
  readonly raw: RawObject
  /** The item of `paths` that holds it. */
  readonly item: RawObject
}

/** An operation that cannot be read at all. */
export interface UnreadableOperation {
  readonly operation: string
  readonly reason: string
}

const verbs: ReadonlyMap<string, HttpVerb> = new Map([
  ['get', 'GET'],
  ['head', 'HEAD'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['options', 'OPTIONS'],
])

/** Verbs that OpenAPI has and a gateway cannot pass on. */
const refusedVerbs: ReadonlySet<string> = new Set(['trace', 'query'])

/**
 * Finds the operations of a document, in its order.
 *
 * @param refuse called for those that cannot be read
 * @throws DescriptionError for too many
 */
export function findOperations(
  document: RawDocument,
  refuse: (operation: UnreadableOperation) => void,
): readonly FoundOperation[] {
  const found: FoundOperation[] = []
  for (const [path, value] of pathsOf(document)) {
    if (path.startsWith('x-')) continue
    try {
      found.push(...operationsAt(path, document.follow(value), refuse))
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      refuse({ operation: path, reason: thrown.message })
    }
    if (found.length > mostOperations) throw new DescriptionError(`It has more than ${mostOperations} operations`)
  }
  return found
}

function pathsOf(document: RawDocument): ReturnType<typeof membersOf> {
  try {
    return membersOf(document.follow(document.root['paths']))
  } catch (thrown) {
    throw thrown instanceof Refusal ? new DescriptionError(`Its member paths ${thrown.message}`) : thrown
  }
}

function operationsAt(
  path: string,
  item: RawObject,
  refuse: (operation: UnreadableOperation) => void,
): readonly FoundOperation[] {
  return membersOf(item).flatMap(([word, value]) => {
    const name = word.toLowerCase()
    if (refusedVerbs.has(name))
      refuse({ operation: `${name.toUpperCase()} ${path}`, reason: 'has a verb that is not passed on' })
    const verb = verbs.get(name)
    if (verb === undefined || !isRawObject(value)) return []
    return [{ verb, path, id: textOf(value['operationId']), raw: value, item }]
  })
}

/** The parameters of an operation, resolved: its own, and those of its path that it does not replace. @throws Refusal */
export function parametersOf({ raw, item }: FoundOperation, document: RawDocument): readonly RawObject[] {
  const own = itemsOf(raw['parameters']).map((value) => document.follow(value))
  const shared = itemsOf(item['parameters']).map((value) => document.follow(value))
  const byKey = new Map([...shared, ...own].map((parameter) => [keyOf(parameter), parameter]))
  return [...byKey.values()]
}

/** The place and name of a parameter; names of headers have no case (RFC 9110 section 5.1). */
function keyOf({ in: place, name }: RawObject): string {
  return `${place} ${place === 'header' ? String(name).toLowerCase() : name}`
}
