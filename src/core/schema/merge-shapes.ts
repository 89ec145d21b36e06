import type { Member, ObjectShape, ScalarShape, ScalarType, Shape } from './shape.js'

/** Types that hold the values of others: each with the types that it is wide enough for. */
const widths: Readonly<Partial<Record<ScalarType, ReadonlySet<ScalarType>>>> = {
  string: new Set(['enum', 'instant', 'date']),
  'unix-time': new Set(['integer']),
  long: new Set(['integer', 'unix-time']),
  number: new Set(['integer', 'unix-time']),
  decimal: new Set(['integer', 'unix-time', 'long', 'number']),
}

/** The one shape for values of either of two; undefined where there is none but `any`. */
export function mergeShapes(a: Shape, b: Shape): Shape | undefined {
  if (a.kind === 'scalar' && b.kind === 'scalar') return mergeScalars(a, b)
  if (a.kind === 'ref' && b.kind === 'ref') return a.target === b.target ? a : undefined
  if (a.kind === 'any' && b.kind === 'any') return a
  if (a.kind === 'object' && b.kind === 'object') return sameNames(a, b) ? mergeObjects([a, b], a.path) : undefined
  if (a.kind !== 'list' || b.kind !== 'list') return undefined
  const item = a.keepEmpty === b.keepEmpty && a.wrappedItem === b.wrappedItem ? mergeShapes(a.item, b.item) : undefined
  return item && { ...a, item }
}

/**
 * The members of all objects in one, in the order in which they first come; those that one of the objects may lack are
 * optional. Undefined where a member is of two kinds.
 */
export function mergeObjects(objects: readonly ObjectShape[], path: string): ObjectShape | undefined {
  const members = new Map<string, Member>()
  let rest: Shape | undefined
  for (const object of objects) {
    for (const member of object.members) {
      const known = members.get(member.name)
      const shape = known === undefined ? member.shape : mergeShapes(known.shape, member.shape)
      if (shape === undefined || (known !== undefined && known.xml !== member.xml)) return undefined
      members.set(member.name, { ...(known ?? member), shape, optional: member.optional || known?.optional === true })
    }
    rest = rest === undefined || object.rest === undefined ? (rest ?? object.rest) : mergeShapes(rest, object.rest)
    if (rest === undefined && object.rest !== undefined) return undefined
  }
  const inAll = (name: string) => objects.every((object) => object.members.some((member) => member.name === name))
  return {
    kind: 'object',
    members: [...members.values()].map((member) => ({ ...member, optional: member.optional || !inAll(member.name) })),
    rest,
    reserved: objects[0]?.reserved ?? new Set(),
    path,
  }
}

function mergeScalars(a: ScalarShape, b: ScalarShape): ScalarShape | undefined {
  if (a.type === 'enum' && b.type === 'enum') {
    return { ...a, words: [...new Set([...(a.words ?? []), ...(b.words ?? [])])] }
  }
  if (a.type === b.type || widths[a.type]?.has(b.type) === true) return a
  if (widths[b.type]?.has(a.type) === true) return b
  const isText = (type: ScalarType) => widths.string?.has(type) === true
  return isText(a.type) && isText(b.type) ? { ...a, type: 'string', words: undefined } : undefined
}

/** Whether the members come in one order, as those of one type of a schema do. */
function sameNames(a: ObjectShape, b: ObjectShape): boolean {
  return a.members.map(({ name }) => name).join('\n') === b.members.map(({ name }) => name).join('\n')
}
