import type { Member, ObjectShape, ScalarShape, ScalarType, Shape } from './shape.js'

/** For each wider type, the types whose values it can hold. */
const widths: Readonly<Partial<Record<ScalarType, ReadonlySet<ScalarType>>>> = {
  string: new Set(['enum', 'instant', 'date']),
  'unix-time': new Set(['integer']),
  long: new Set(['integer', 'unix-time']),
  number: new Set(['integer', 'unix-time']),
  decimal: new Set(['integer', 'unix-time', 'long', 'number']),
}

/** Merges two shapes into one that takes the values of both; undefined where only `any` does. */
export function mergeShapes(a: Shape, b: Shape): Shape | undefined {
  if (a.kind === 'scalar' && b.kind === 'scalar') return mergeScalars(a, b)
  if (a.kind === 'ref' && b.kind === 'ref') return a.target === b.target ? a : undefined
  if ((a.kind === 'any' || a.kind === 'file') && a.kind === b.kind) return a
  if (a.kind === 'object' && b.kind === 'object') return sameNames(a, b) ? mergeObjects([a, b], a.path) : undefined
  if (a.kind !== 'list' || b.kind !== 'list') return undefined
  const item = a.keepEmpty === b.keepEmpty && a.wrappedItem === b.wrappedItem ? mergeShapes(a.item, b.item) : undefined
  return item && { ...a, item }
}

/**
 * Merges objects into one with the members of all, in the order of their first occurrence. Members that some object may
 * lack are optional. Undefined where the shapes of a member cannot be merged.
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

/** Whether both objects have the same member names in the same order, as a type of XML Schema needs. */
function sameNames(a: ObjectShape, b: ObjectShape): boolean {
  return a.members.map(({ name }) => name).join('\n') === b.members.map(({ name }) => name).join('\n')
}
