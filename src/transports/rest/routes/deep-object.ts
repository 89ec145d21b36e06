import { deepestTree, resolved, type Shape } from '../../../core/schema/shape.js'
import { prototypeNames, type WireTree } from '../../../core/schema/wire-tree.js'

/** Values by the names between brackets: `filter[price][min]=1` is one of the style `deepObject`, nested. */
interface Branch {
  readonly values: string[]
  readonly members: Map<string, Branch>
}

/**
 * Reads a value from fields with names in brackets. A shape decides what is a list; `name[]` and `name[0]` are items.
 *
 * @param fields the names behind the first one, with their brackets, and the values
 * @returns the reason, for fields that cannot be read
 */
export function readDeepObject(
  fields: readonly (readonly [brackets: string, value: string])[],
  shape: Shape,
): { readonly tree: WireTree } | { readonly reason: string } {
  const root = emptyBranch()
  for (const [brackets, value] of fields) {
    if (!/^(?:\[[^[\]]*\])+$/.test(brackets)) return { reason: 'has a name whose brackets are broken' }
    const names = brackets.slice(1, -1).split('][')
    if (names.length > deepestTree) return { reason: `is nested more than ${deepestTree} deep` }
    if (names.some((name) => prototypeNames.has(name))) return { reason: 'has a member whose name is not allowed' }
    names.reduce(branchBelow, root).values.push(value)
  }
  const tree = treeOf(root, shape)
  return tree === undefined ? { reason: 'was sent more than once, or as a text and as an object' } : { tree }
}

function emptyBranch(): Branch {
  return { values: [], members: new Map() }
}

function branchBelow({ members }: Branch, name: string): Branch {
  const known = members.get(name)
  if (known !== undefined) return known
  const made = emptyBranch()
  members.set(name, made)
  return made
}

/** Undefined for a branch that is neither one value nor an object nor a list. */
function treeOf(branch: Branch, declared: Shape): WireTree | undefined {
  const shape = resolved(declared)
  const { values, members } = branch
  if (shape.kind === 'list') return listOf(branch, shape.item)
  const [value, ...others] = values
  if (members.size === 0) return others.length === 0 ? value : shape.kind === 'any' ? values : undefined
  if (values.length > 0) return undefined
  if (shape.kind === 'any' && members.has('')) return listOf(branch, shape)
  const tree = new Map<string, WireTree>()
  for (const [name, below] of members) {
    const inner = treeOf(below, memberShape(shape, name))
    if (inner === undefined) return undefined
    tree.set(name, inner)
  }
  return tree
}

function listOf({ values, members }: Branch, item: Shape): WireTree | undefined {
  const items: WireTree[] = [...values]
  for (const [name, below] of members) {
    if (!/^[0-9]*$/.test(name)) return undefined
    if (name === '' && below.members.size === 0) items.push(...below.values)
    else {
      const inner = treeOf(below, item)
      if (inner === undefined) return undefined
      items.push(inner)
    }
  }
  return items
}

const anything: Shape = { kind: 'any', path: '' }

/** The shape of a member; any value for one that is not declared. */
export function memberShape(declared: Shape, name: string): Shape {
  const shape = resolved(declared)
  const object = shape.kind === 'union' ? shape.merged : shape
  if (object.kind !== 'object') return anything
  return object.members.find((member) => member.name === name)?.shape ?? object.rest ?? anything
}
