import { textOfScalar } from './scalar-values.js'
import { type ObjectShape, resolved, type Shape, type UnionShape } from './shape.js'

/** Finds the index of the branch that a value matches; undefined where it matches none. */
export type PickBranch = (value: unknown) => number | undefined

/** Whether a value is an object, and no list, scalar or null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Compiles the selection of a branch: by the tag or, in an untagged union, the matching branch that declares most of the
 * members of the value. Only the top level is checked, since the writer of the branch checks what is inside.
 */
export function compilePick({ branches, tag }: UnionShape): PickBranch {
  if (tag !== undefined) {
    return (value) => {
      const word = isObject(value) ? value[tag.member] : undefined
      return typeof word === 'string' ? tag.branches.get(word) : undefined
    }
  }
  return (value) => {
    if (!isObject(value)) return undefined
    let best: number | undefined
    let most = -1
    for (const [index, branch] of branches.entries()) {
      const known = knownMembers(branch, value)
      if (known === undefined || known <= most) continue
      best = index
      most = known
    }
    return best
  }
}

/** The number of members of a value that an object shape declares; undefined where the value does not match. */
function knownMembers({ members, rest }: ObjectShape, value: Readonly<Record<string, unknown>>): number | undefined {
  let known = 0
  for (const { name, shape, optional } of members) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined
    if (member !== undefined && member !== null) {
      if (!isOfKind(shape, member)) return undefined
      known++
    } else if (!optional && shape.kind !== 'list') return undefined
  }
  return rest === undefined ? known : Object.keys(value).length
}

function isOfKind(shape: Shape, value: unknown): boolean {
  const { kind } = shape
  if (kind === 'scalar') return textOfScalar(shape, value) !== undefined
  if (kind === 'list') return Array.isArray(value)
  if (kind === 'file') return value instanceof Uint8Array || (isObject(value) && 'content' in value)
  return kind === 'any' || (kind === 'ref' ? isOfKind(resolved(shape), value) : isObject(value))
}
