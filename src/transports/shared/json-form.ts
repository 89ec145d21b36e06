import { readJson } from '../../core/schema/read-json.js'
import type { Shape } from '../../core/schema/shape.js'
import { WireNumber, type WireTree, WireTreeError } from '../../core/schema/wire-tree.js'
import type { PairList } from './pair-list.js'

/**
 * Reads parameters from a JSON object: strings, numbers as sent, booleans as 1 and 0; null counts as absent. Nested values
 * are refused for parameters that are no trees, and so are integers that a double does not hold exactly.
 *
 * @param trees the tree parameters. A string is JSON text for them, unless they take any value
 */
export function readJsonForm(text: string, into: PairList, trees: ReadonlyMap<string, Shape>): void {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    into.refuse('The body is no JSON text')
    return
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    into.refuse('The JSON body must be an object that holds the parameters')
    return
  }
  const members: [string, unknown][] = Object.entries(body)
  if (members.some(([name]) => trees.has(name))) readMembers(text, members, into, trees)
  else if (members.some(([, value]) => typeof value === 'object' && value !== null)) {
    for (const [name, value] of members) addNested(name, value, into)
  } else {
    for (const [, name = '', literal = ''] of text.matchAll(flatMember))
      addFlat(String(JSON.parse(name)), literal, into)
  }
}

/** Reads the members of an object that has tree parameters. */
function readMembers(
  text: string,
  members: readonly (readonly [string, unknown])[],
  into: PairList,
  trees: ReadonlyMap<string, Shape>,
): void {
  try {
    // The depth starts at -1, because the object itself does not count.
    const body = readJson(text, -1)
    if (body instanceof Map) for (const [name, value] of body) addMember(name, value, into, trees.get(name))
  } catch (thrown) {
    if (!(thrown instanceof WireTreeError)) throw thrown
    into.refuse(`The body ${thrown.message}`)
    for (const [name, value] of members) if (typeof value === 'string') into.add(name, value)
  }
}

/**
 * Adds a parameter that came as a tree.
 *
 * @param tree what its value may be, where that is more than a text
 */
export function addMember(name: string, value: WireTree, into: PairList, tree: Shape | undefined): void {
  if (value === null) return
  if (tree !== undefined && (tree.kind === 'any' || typeof value !== 'string')) into.addTree(name, value)
  else if (typeof value === 'string') into.add(name, value)
  else if (typeof value === 'boolean') into.add(name, value ? '1' : '0')
  else if (value instanceof WireNumber) addNumber(name, value.text, into)
  else addNested(name, value, into)
}

/** Matches a member of a flat object in valid JSON: the name and the value as sent. */
const flatMember = /("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*"|[^\s,}]+)/g

function addFlat(name: string, literal: string, into: PairList): void {
  if (literal === 'null') return
  if (literal === 'true' || literal === 'false') into.add(name, literal === 'true' ? '1' : '0')
  else if (literal.startsWith('"')) into.add(name, String(JSON.parse(literal)))
  else addNumber(name, literal, into)
}

/** Adds a number as sent, because clients sign the text on the wire. */
function addNumber(name: string, literal: string, into: PairList): void {
  const value = Number(literal)
  const isExact = /[.eE]/.test(literal) ? Number.isFinite(value) : Number.isSafeInteger(value)
  if (!isExact) into.refuse(`The number ${name} is too large for JSON; send it as a string`, name)
  into.add(name, isExact ? literal : '')
}

/** Adds a member of a refused object, so that a signed call is still recognised as one. */
function addNested(name: string, value: unknown, into: PairList): void {
  if (typeof value === 'object' && value !== null) {
    into.refuse(`The parameter ${name} must be a string, a number or a boolean`, name)
  }
  into.add(name, typeof value === 'string' ? value : '')
}
