import { readJson } from '../../core/schema/read-json.js'
import {
  innerItem,
  type ObjectShape,
  recordEntry,
  resolved,
  type Shape,
  type UnionShape,
} from '../../core/schema/shape.js'
import { TreeCheck, type WireTree, WireTreeError } from '../../core/schema/wire-tree.js'
import { trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'
import { hasText } from './envelope.js'
import { typedNamespace } from './namespaces.js'
import { isNil } from './nil.js'

/**
 * Reads the elements of one parameter as the WSDL declares them.
 *
 * @throws WireTreeError where they differ from it or exceed the limits of trees
 */
export function readElements(elements: readonly XmlElement[], shape: Shape): WireTree {
  return readAll(elements, shape, new TreeCheck(), 0)
}

function readAll(elements: readonly XmlElement[], shape: Shape, check: TreeCheck, depth: number): WireTree {
  const [first, second] = elements
  if (shape.kind === 'list') {
    check.value(depth)
    return elements.map((element) => readItem(element, shape.item, check, depth + 1))
  }
  if (first === undefined || second !== undefined) throw new WireTreeError('holds an element more than once')
  return readOne(first, shape, check, depth)
}

/** Reads an item; an inner list has an element of its own. */
function readItem(element: XmlElement, shape: Shape, check: TreeCheck, depth: number): WireTree {
  if (shape.kind !== 'list') return readOne(element, shape, check, depth)
  const unexpected = element.children.find(({ name }) => name !== innerItem)
  if (unexpected !== undefined) throw new WireTreeError(`takes no element ${unexpected.name}`)
  return readAll(element.children, shape, check, depth)
}

function readOne(element: XmlElement, declared: Shape, check: TreeCheck, depth: number): WireTree {
  check.value(depth)
  if (isNil(element)) return null
  const shape = resolved(declared)
  if (shape.kind === 'object') return readObject(element, shape, check, depth)
  if (shape.kind === 'union') return readObject(element, branchOf(element, shape), check, depth)
  if (element.children.length > 0) throw new WireTreeError(`holds elements in ${element.name}, which is a text`)
  if (shape.kind === 'any') return readJson(element.text, depth)
  return shape.kind === 'scalar' && shape.type === 'string' ? element.text : trimSpace(element.text)
}

/** Selects the branch of a union: by its tag, else by the required elements of the branches. */
function branchOf({ children }: XmlElement, { branches, merged, tag }: UnionShape): ObjectShape {
  const tagName = tag && merged.members.find(({ name }) => name === tag.member)?.xmlName
  const word = children.find(({ name }) => name === tagName)?.text
  if (tag !== undefined) return branches[tag.branches.get(trimSpace(word ?? '')) ?? -1] ?? merged
  const names = new Set(children.map(({ name }) => name))
  const fitting = branches.filter(({ members }) =>
    members.every(({ xmlName, shape, optional }) => optional || shape.kind === 'list' || names.has(xmlName)),
  )
  const known = ({ members }: ObjectShape) => members.filter(({ xmlName }) => names.has(xmlName)).length
  return fitting.toSorted((a, b) => known(b) - known(a))[0] ?? merged
}

function readObject(element: XmlElement, { members, rest }: ObjectShape, check: TreeCheck, depth: number): WireTree {
  if (hasText(element.text)) throw new WireTreeError(`holds text between the elements of ${element.name}`)
  const byName = new Map<string, XmlElement[]>()
  for (const child of element.children) byName.set(child.name, [...(byName.get(child.name) ?? []), child])
  const read = new Map<string, WireTree>()
  for (const { name, xmlName, shape, optional } of members) {
    const found = byName.get(xmlName) ?? []
    byName.delete(xmlName)
    // An empty list has no elements.
    const isThere = found.length > 0 || (shape.kind === 'list' && !optional)
    if (isThere) check.member(read, name, readAll(found, shape, check, depth + 1))
  }
  for (const entry of (rest !== undefined && byName.get(recordEntry)) || []) {
    if (rest !== undefined) check.member(read, ...readEntry(entry, rest, check, depth + 1))
  }
  if (rest !== undefined) byName.delete(recordEntry)
  const [unknown] = byName.keys()
  if (unknown !== undefined) throw new WireTreeError(`takes no element ${unknown} in ${element.name}`)
  checkNamespaces(element)
  return read
}

function readEntry({ children }: XmlElement, rest: Shape, check: TreeCheck, depth: number): [string, WireTree] {
  const [name, ...values] = children
  if (name?.name !== 'name' || name.children.length > 0) throw new WireTreeError('has an entry without its name')
  const unexpected = values.find((value) => value.name !== 'value')
  if (unexpected !== undefined) throw new WireTreeError(`takes no element ${unexpected.name} in ${recordEntry}`)
  return [name.text, readAll(values, rest, check, depth)]
}

function checkNamespaces({ children }: XmlElement): void {
  const foreign = children.find(({ namespace }) => namespace !== typedNamespace && namespace !== '')
  if (foreign !== undefined) {
    throw new WireTreeError(
      `holds ${foreign.name} in the namespace ${foreign.namespace}, which is not that of the WSDL`,
    )
  }
}
