import { z } from 'zod'
import { isTree, textReader, unwrapped } from './read-text.js'
import { isEndlessUnion } from './tree-recursion.js'
import { WireNumber, type WireObject, type WireTree } from './wire-tree.js'

/** Makes what a schema takes of a tree; what it cannot read it gives back, for the schema to refuse. */
export type ReadTree = (tree: WireTree) => unknown

/** The readers of schemas that were met already: those that hold themselves are met again. */
type Known = Map<z.core.$ZodType, ReadTree>

/**
 * Finds how a tree becomes what its schema takes.
 *
 * @throws TypeError where no tree can be such a value, with the reason
 */
export function treeReader(schema: z.core.$ZodType): ReadTree {
  return readerOf(schema, new Map())
}

function readerOf(schema: z.core.$ZodType, known: Known): ReadTree {
  const found = known.get(schema)
  if (found !== undefined) return found
  let made: ReadTree = plainValue
  known.set(schema, (tree) => made(tree))
  made = makeReader(schema, known)
  return made
}

function makeReader(schema: z.core.$ZodType, known: Known): ReadTree {
  if (schema instanceof z.core.$ZodLazy) return readerOf(schema._zod.def.getter(), known)
  const inner = unwrapped(schema)
  if (inner !== undefined) return readerOf(inner, known)
  if (schema instanceof z.core.$ZodAny || schema instanceof z.core.$ZodUnknown) return plainValue
  if (schema instanceof z.core.$ZodObject) return objectReader(schema, known)
  if (schema instanceof z.core.$ZodRecord) return recordReader(readerOf(schema._zod.def.valueType, known))
  if (schema instanceof z.core.$ZodArray) return listReader(readerOf(schema._zod.def.element, known))
  if (schema instanceof z.core.$ZodUnion && isTree(schema)) return unionReader(schema, known)
  return scalarReader(schema)
}

/** A scalar by the text that stands for it where everything is text. */
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

function objectReader(schema: z.core.$ZodObject, known: Known): ReadTree {
  const members = new Map(
    Object.entries(schema._zod.def.shape).map(([name, member]) => [name, readerOf(member, known)]),
  )
  const nullable = new Set(
    Object.entries(schema._zod.def.shape).flatMap(([name, member]) => (takesNull(member) ? [name] : [])),
  )
  return (tree) => {
    if (!isWireObject(tree)) return plainValue(tree)
    const read: [string, unknown][] = []
    for (const [name, value] of tree) {
      // A null stands for a member that is absent.
      if (value !== null || nullable.has(name)) read.push([name, (members.get(name) ?? plainValue)(value)])
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

/** The reader of the object whose members a tree has: told apart by a word, or by what each of them needs. */
function unionReader(schema: z.core.$ZodUnion, known: Known): ReadTree {
  if (isEndlessUnion(schema)) {
    throw new TypeError('is a union that holds itself; use z.discriminatedUnion, which reads one branch only')
  }
  const branches = schema._zod.def.options.map((option) => ({ read: readerOf(option, known), fits: fitter(option) }))
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

/** How many members of a tree an object knows; undefined where the tree lacks one that it needs, or has another word. */
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

/** A tree as JSON has it; a number that a double would change keeps its digits as a text. */
function plainValue(tree: WireTree): unknown {
  if (tree instanceof WireNumber) return fitsDouble(tree.text) ? Number(tree.text) : tree.text
  if (isWireObject(tree)) return Object.fromEntries(Array.from(tree, ([name, value]) => [name, plainValue(value)]))
  return Array.isArray(tree) ? tree.map(plainValue) : tree
}

/** Whether a double holds all digits of a number: every double holds 15 of them. */
function fitsDouble(text: string): boolean {
  const value = Number(text)
  const digits = text.replace(/[eE].*$/, '').replace(/^[+-]?0*\.?0*|\./g, '')
  if (!Number.isFinite(value) || (value === 0 && digits !== '')) return false
  return digits.length <= 15 || String(value) === text
}
