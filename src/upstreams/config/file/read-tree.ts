import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { UpstreamsError } from '../upstreams-error.js'
import { type Environment, expand } from './environment.js'

/** Names of members and numbers of items, outermost first. */
export type Path = readonly (string | number)[]

/** The contents of a file as plain values. */
export interface Tree {
  readonly value: unknown
  /** The offset of a member's name or of an item, or of the innermost one around it that is there. */
  offsetOf(path: Path): number
  /** `FILE:LINE:COLUMN` of the same. */
  placeOf(path: Path): string
  /** The values of the environment in a text, or in the texts inside a value. */
  variablesOf(path: Path): readonly string[]
}

/** The dependencies of {@link readTree}. */
export interface TreeContext {
  readonly env: Environment | undefined
  /** Formats an offset as `FILE:LINE:COLUMN`. */
  readonly placeAt: (offset: number) => string
}

/** The depth to which values may be nested. */
const deepest = 64

/** The values of a file, those of aliases counted wherever they are used. */
const most = 200_000

/** Names that would reach into the prototype of an object. */
const poisonous: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads a document as plain values, with the variables of the environment in its texts. Integers that a double does not hold are
 * refused, as they would lose digits.
 *
 * @throws UpstreamsError with the place of what is wrong
 */
export function readTree(document: Document.Parsed, context: TreeContext): Tree {
  const reader = new TreeReader(document, context)
  const value = reader.read(document.contents, [])
  return {
    value,
    offsetOf: (path) => reader.offsetOf(path),
    placeOf: (path) => context.placeAt(reader.offsetOf(path)),
    variablesOf: (path) => reader.variablesOf(path),
  }
}

class TreeReader {
  readonly #document: Document.Parsed
  readonly #context: TreeContext
  readonly #variables = new Map<string, readonly string[]>()
  readonly #offsets = new Map<string, number>()
  readonly #anchors = new Map<string, unknown>()
  readonly #named = new Set<unknown>()
  readonly #targets = new Map<Alias, unknown>()
  #count = 0

  constructor(document: Document.Parsed, context: TreeContext) {
    this.#document = document
    this.#context = context
  }

  read(node: unknown, path: Path): unknown {
    this.#count++
    if (path.length > deepest) this.#fail(path.slice(0, 2), `is nested deeper than ${deepest}; simplify it`)
    if (this.#count > most) this.#fail(path.slice(0, 2), `is one of more than ${most} values; split the file`)
    if (isAlias(node)) return this.#alias(node, path)
    if (isCollection(node) || isScalar(node)) this.#name(node)
    if (isMap(node)) return this.#members(node.items, path)
    if (isSeq(node)) return node.items.map((item, index) => this.#item(item, [...path, index]))
    return isScalar(node) ? this.#scalar(node.value, path) : null
  }

  offsetOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const offset = this.#offsets.get(keyOf(path.slice(0, length)))
      if (offset !== undefined) return offset
    }
    return offsetOf(this.#document.contents)
  }

  variablesOf(path: Path): readonly string[] {
    const key = keyOf(path)
    const inside = [...this.#variables].filter(([other]) => other === key || other.startsWith(`${key}\0`))
    return inside.flatMap(([, values]) => values)
  }

  /** Remembers the node of an anchor at its first reading, which goes in the order of the document: an anchor before its aliases. */
  #name(node: Scalar | YAMLMap | YAMLSeq): void {
    if (node.anchor === undefined || this.#named.has(node)) return
    this.#named.add(node)
    this.#anchors.set(node.anchor, node)
  }

  /** The value of an alias. It stays what it was where it was first read, as a later anchor may have the same name. */
  #alias(alias: Alias, path: Path): unknown {
    const target = this.#targets.get(alias) ?? this.#anchors.get(alias.source)
    if (target === undefined) this.#fail(path, 'refers to an anchor that is not there; write &NAME before it')
    this.#targets.set(alias, target)
    return this.read(target, path)
  }

  #members(pairs: readonly Pair[], path: Path): Record<string, unknown> {
    const members = pairs.map(({ key, value }): [string, unknown] => {
      const name = isScalar(key) ? String(key.value) : '(key)'
      const inner = [...path, name]
      this.#offsets.set(keyOf(inner), offsetOf(key))
      if (!isScalar(key)) this.#fail(inner, 'has a name that is no text; write NAME: VALUE')
      if (poisonous.has(name)) this.#fail(inner, 'is a name that nothing can have; choose another')
      return [name, this.read(value, inner)]
    })
    return Object.fromEntries(members)
  }

  #item(node: unknown, path: Path): unknown {
    this.#offsets.set(keyOf(path), offsetOf(node))
    return this.read(node, path)
  }

  #scalar(value: unknown, path: Path): unknown {
    if (typeof value === 'string') return this.#text(value, path)
    if (typeof value === 'bigint') {
      return Number.isSafeInteger(Number(value))
        ? Number(value)
        : this.#fail(path, 'is a number that would lose digits; write it in quotes')
    }
    if (typeof value !== 'number') return typeof value === 'boolean' ? value : null
    return Number.isFinite(value) ? value : this.#fail(path, 'is no number that JSON has; write it in quotes')
  }

  #text(text: string, path: Path): string {
    try {
      const expanded = expand(text, this.#context.env, isTemplate(path) ? escapeBraces : (value) => value)
      if (expanded.values.length > 0) this.#variables.set(keyOf(path), expanded.values)
      return expanded.text
    } catch (error) {
      return this.#fail(path, error instanceof Error ? error.message : String(error))
    }
  }

  #fail(path: Path, what: string): never {
    throw new UpstreamsError(`${this.#context.placeAt(this.offsetOf(path))}: ${path.join('.')} ${what}`)
  }
}

/** Whether braces of a text at this path are parameters: what the environment gives must not become some. */
function isTemplate([services, , methods, , word]: Path): boolean {
  return services === 'services' && methods === 'methods' && templates.has(String(word))
}

const templates: ReadonlySet<string> = new Set(['call', 'query', 'body', 'headers'])

function escapeBraces(text: string): string {
  return text.replace(/[{}]/g, '$&$&')
}

function keyOf(path: Path): string {
  return path.join('\0')
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}
