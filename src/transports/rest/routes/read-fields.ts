import type { Pair } from '../../../core/pair.js'
import { type NamedShape, resolved, type Shape } from '../../../core/schema/shape.js'
import { prototypeNames, type WireTree } from '../../../core/schema/wire-tree.js'
import type { PairList } from '../../shared/pair-list.js'
import { memberShape, readDeepObject } from './deep-object.js'
import type { RouteParam } from './route-params.js'

/** What parameters are read from, by name; each field counts once. */
interface Fields {
  readonly byName: ReadonlyMap<string, readonly string[]>
  readonly taken: Set<string>
}

/**
 * Reads the parameters of a query or a form by their styles (OpenAPI 3.1, "Style Values"; RFC 6570).
 *
 * @param fields decoded, in the order of the wire
 * @returns the fields that are no parameters
 */
export function readFields(params: readonly RouteParam[], fields: readonly Pair[], into: PairList): readonly Pair[] {
  const byName = new Map<string, string[]>()
  for (const [name, value] of fields) {
    const values = byName.get(name)
    if (values === undefined) byName.set(name, [value])
    else values.push(value)
  }
  const left: Fields = { byName, taken: new Set() }
  // Objects whose members are fields of their own take what the others leave.
  for (const param of params) if (!isSpread(param)) readParam(param, left, into)
  for (const param of params) if (isSpread(param)) readSpread(param, left, into)
  return fields.filter(([name]) => !left.taken.has(name))
}

function styleOf({ place }: RouteParam): { style: string; explode: boolean } {
  const style = 'style' in place ? (place.style ?? 'form') : 'form'
  return { style, explode: place.explode ?? style === 'form' }
}

function isObject(shape: Shape | undefined): shape is NamedShape {
  return shape?.kind === 'object' || shape?.kind === 'union'
}

/** Whether each member of an object is a field of its own. */
function isSpread(param: RouteParam): boolean {
  const { style, explode } = styleOf(param)
  return isObject(param.native) && style === 'form' && explode
}

function readParam(param: RouteParam, { byName, taken }: Fields, into: PairList): void {
  const { name, wire, native } = param
  const { style, explode } = styleOf(param)
  const values = byName.get(wire)
  if (values !== undefined) {
    taken.add(wire)
    readValues(param, values, delimiters.get(style) ?? ',', explode, into)
  }
  if (native === undefined || style !== 'deepObject') return
  const deep = [...byName].filter(([field]) => field.startsWith(`${wire}[`))
  if (deep.length === 0) return
  for (const [field] of deep) taken.add(field)
  const pairs = deep.flatMap(([field, all]) => all.map((value) => [field.slice(wire.length), value] as const))
  const read = readDeepObject(pairs, native)
  if ('reason' in read) into.refuse(`The parameter ${name} ${read.reason}`, name)
  else into.addTree(name, read.tree)
}

const delimiters: ReadonlyMap<string, string> = new Map([
  ['form', ','],
  ['spaceDelimited', ' '],
  ['pipeDelimited', '|'],
])

/** Adds a parameter from the fields of its name. An empty value counts as absent, as everywhere. */
function readValues(
  { name, native, isJson }: RouteParam,
  values: readonly string[],
  delimiter: string,
  explode: boolean,
  into: PairList,
): void {
  const [value = '', ...more] = values
  if (native === undefined || (isJson && /^[[{]/.test(value))) {
    // A text, or JSON text; a second one is refused.
    for (const one of values) into.add(name, one)
  } else if (value === '' && more.length === 0) return
  else if (native.kind === 'list') {
    if (explode) into.addTree(name, values)
    else if (more.length > 0) into.refuse(`The parameter ${name} was sent more than once`, name)
    else if (delimiter === ',') into.add(name, value)
    else into.addTree(name, value.split(delimiter))
  } else if (more.length > 0 && native.kind !== 'any')
    into.refuse(`The parameter ${name} was sent more than once`, name)
  else if (isObject(native)) addObject(name, value, { delimiter, explode: false }, into)
  else into.addTree(name, more.length > 0 ? values : value)
}

/** How the members of an object are joined in one text. */
export interface JoinedObject {
  readonly delimiter: string
  /** Whether they are `a=1,b=2` instead of `a,1,b,2`. */
  readonly explode: boolean
}

/** Adds an object that is one text. */
export function addObject(name: string, text: string, { delimiter, explode }: JoinedObject, into: PairList): void {
  const pieces = text.split(delimiter)
  const pairs = explode ? pieces.map(splitAtEquals) : pairUp(pieces)
  const members = new Map(pairs)
  if (members.size < pairs.length || pairs.some(([member]) => prototypeNames.has(member))) {
    into.refuse(`The parameter ${name} has a member twice, or one whose name is not allowed`, name)
  } else into.addTree(name, members)
}

function splitAtEquals(piece: string): [string, string] {
  const equals = piece.indexOf('=')
  return equals === -1 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)]
}

function pairUp(pieces: readonly string[]): [string, string][] {
  return pieces.flatMap((piece, index): [string, string][] =>
    index % 2 === 0 ? [[piece, pieces[index + 1] ?? '']] : [],
  )
}

/** Adds an object whose members are fields of their own; none of them means that it is absent. */
function readSpread(param: RouteParam, { byName, taken }: Fields, into: PairList): void {
  const { name, wire, native } = param
  const text = byName.get(wire)
  if (!isObject(native)) return
  if (text?.[0]?.startsWith('{') === true && !taken.has(wire)) {
    taken.add(wire)
    for (const one of text) into.add(name, one)
    return
  }
  const { members, rest } = native.kind === 'union' ? native.merged : native
  const names = rest === undefined ? members.map((member) => member.name) : [...byName.keys()]
  const tree = new Map<string, WireTree>()
  for (const member of names) {
    const values = taken.has(member) ? undefined : byName.get(member)
    const [value] = values ?? []
    if (values === undefined || value === undefined) continue
    taken.add(member)
    const isList = resolved(memberShape(native, member)).kind === 'list'
    if (values.length > 1 && !isList) into.refuse(`The parameter ${member} was sent more than once`, name)
    tree.set(member, isList ? values : value)
  }
  if (tree.size > 0) into.addTree(name, tree)
}
