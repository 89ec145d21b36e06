import { z } from 'zod'
import { isTree, textReader, unwrapped } from './read-text.js'
import { isRecursiveUnion } from './tree-recursion.js'
import { WireNumber, type WireObject, type WireTree } from './wire-tree.js'

/** Converts a tree to the input of a schema; an unreadable tree is passed through for the schema to refuse. */
export type ReadTree = (tree: WireTree) => unknown

/** Readers by schema, so that recursive schemas terminate. */
type ReaderCache = Map<z.core.$ZodType, ReadTree>

/**
 * Compiles the conversion of trees to the input of a schema.
 *
 * @throws TypeError with the reason, where the schema accepts no tree
 */
export function treeReader(schema: z.core.$ZodType): ReadTree {
  return readerOf(schema, new Map())
}

function readerOf(schema: z.core.$ZodType, cache: ReaderCache): ReadTree {
  const found = cache.get(schema)
  if (found !== undefined) return found
  let made: ReadTree = plainValue
  cache.set(schema, (tree) => made(tree))
  made = makeReader(schema, cache)
  return made
}

function makeReader(schema: z.core.$ZodType, cache: ReaderCache): ReadTree {
  if (schema instanceof z.core.$ZodLazy) return readerOf(schema._zod.def.getter(), cache)
  const inner = unwrapped(schema)
  if (inner !== undefined) return readerOf(inner, cache)
  if (schema instanceof z.core.$ZodAny || schema instanceof z.core.$ZodUnknown) return plainValue
  if (schema instanceof z.core.$ZodObject) return objectReader(schema, cache)
  if (schema instanceof z.core.$ZodRecord) return recordReader(readerOf(schema._zod.def.valueType, cache))
  if (schema instanceof z.core.$ZodArray) return listReader(readerOf(schema._zod.def.element, cache))
  if (schema instanceof z.core.$ZodUnion && isTree(schema)) return unionReader(schema, cache)
  return scalarReader(schema)
}

/** Reads a scalar by its text form. */
function scalarReader(schema: z.core.$ZodType): ReadTree {
  const read = textReader(schema)
  return (tree) => {
    if (typeof tree === 'string') return read(tree)
    if (tree instanceof WireNumber) return read(tree.text)
    return typeof tree === 'boolean' ? read(tree ? '1' : '0') : plainValue(tree)
  }
}

function listReader(item: ReadTree): ReadTree {
  return (tree) => (Array.isArray(tree) ? tree.map(item) : plainValue(tree))
}

function objectReader(schema: z.core.$ZodObject, cache: ReaderCache): ReadTree {
  const members = new Map(
    Object.entries(schema._zod.def.shape).map(([name, member]) => [name, readerOf(member, cache)]),
  )
  const nullable = new Set(
    Object.entries(schema._zod.def.shape).flatMap(([name, member]) => (takesNull(member) ? [name] : [])),
  )
  const { catchall } = schema._zod.def
  const isOpen = catchall !== undefined && !(catchall instanceof z.core.$ZodNever)
  const rest = isOpen ? readerOf(catchall, cache) : plainValue
  return (tree) => {
    if (!isWireObject(tree)) return plainValue(tree)
    const read: [string, unknown][] = []
    for (const [name, value] of tree) {
      // Null means an absent member, unless the schema takes null.
      if (value !== null || nullable.has(name)) read.push([name, (members.get(name) ?? rest)(value)])
    }
    return Object.fromEntries(read)
  }
}

function takesNull(schema: z.core.$ZodType): boolean {
  const inner = schema instanceof z.core.$ZodLazy ? schema._zod.def.getter() : unwrapped(schema)
  if (schema instanceof z.core.$ZodNullable) return true
  if (inner !== undefined) return takesNull(inner)
  return schema instanceof z.core.$ZodAny || schema instanceof z.core.$ZodUnknown
}

function recordReader(value: ReadTree): ReadTree {
  return (tree) =>
    isWireObject(tree)
      ? Object.fromEntries(Array.from(tree, ([name, member]) => [name, value(member)]))
      : plainValue(tree)
}

/** Reads a union by the branch whose discriminating values and required members match. */
function unionReader(schema: z.core.$ZodUnion, cache: ReaderCache): ReadTree {
  if (isRecursiveUnion(schema)) {
    throw new TypeError('is a union that holds itself; use z.discriminatedUnion, which reads one branch only')
  }
  const branches = schema._zod.def.options.map((option) => ({ read: readerOf(option, cache), fits: fitter(option) }))
  return (tree) => {
    let best: ReadTree | undefined
    let most = -1
    for (const { read, fits } of isWireObject(tree) ? branches : []) {
      const count = isWireObject(tree) ? fits(tree) : undefined
      if (count === undefined || count <= most) continue
      best = read
      most = count
    }
    return (best ?? plainValue)(tree)
  }
}

/** Counts the members of a tree that a branch declares; undefined where a required one is missing or an enum differs. */
type Fits = (tree: WireObject) => number | undefined

function fitter(option: z.core.$ZodType): Fits {
  const schema = objectIn(option)
  if (schema instanceof z.core.$ZodUnion) {
    const inner = schema._zod.def.options.map(fitter)
    return (tree) => inner.map((fits) => fits(tree)).reduce((a, b) => (b === undefined || (a ?? -1) > b ? a : b))
  }
  if (!(schema instanceof z.core.$ZodObject)) return (tree) => tree.size
  const members = Object.entries(schema._zod.def.shape).map(([name, member]) => ({
    name,
    needed: member._zod.optin !== 'optional',
    words: wordsOf(member),
  }))
  return (tree) => {
    let count = 0
    for (const { name, needed, words } of members) {
      const value = tree.get(name)
      if (value === undefined ? needed : words?.has(wordOf(value)) === false) return undefined
      if (value !== undefined) count++
    }
    return count
  }
}

function wordsOf(schema: z.core.$ZodType): ReadonlySet<string> | undefined {
  if (schema instanceof z.core.$ZodLiteral) return new Set(schema._zod.def.values.map(String))
  return schema instanceof z.core.$ZodEnum ? new Set(Object.values(schema._zod.def.entries).map(String)) : undefined
}

function objectIn(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = schema instanceof z.core.$ZodLazy ? schema._zod.def.getter() : unwrapped(schema)
  return inner === undefined ? schema : objectIn(inner)
}

function wordOf(value: WireTree): string {
  return value instanceof WireNumber ? value.text : String(value)
}

function isWireObject(tree: WireTree): tree is WireObject {
  return tree instanceof Map
}

/** Converts a tree to plain JSON values; a number that a double cannot hold exactly becomes a string of its digits. */
function plainValue(tree: WireTree): unknown {
  if (tree instanceof WireNumber) return fitsDouble(tree.text) ? Number(tree.text) : tree.text
  if (isWireObject(tree)) return Object.fromEntries(Array.from(tree, ([name, value]) => [name, plainValue(value)]))
  return Array.isArray(tree) ? tree.map(plainValue) : tree
}

/** Whether a double holds a number exactly; up to 15 digits it always does. */
function fitsDouble(text: string): boolean {
  const value = Number(text)
  const digits = text.replace(/[eE].*$/, '').replace(/^[+-]?0*\.?0*|\./g, '')
  if (!Number.isFinite(value) || (value === 0 && digits !== '')) return false
  return digits.length <= 15 || String(value) === text
}
