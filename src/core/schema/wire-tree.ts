import { notXml } from './not-xml.js'
import { deepestTree } from './shape.js'

/** A number by its digits as sent, so that none is lost. */
export class WireNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Members by name. */
export type WireObject = ReadonlyMap<string, WireTree>

/** The native value of a tree parameter, as a protocol with types carries it. */
export type WireTree = string | boolean | null | WireNumber | readonly WireTree[] | WireObject

/** The trees of a call by parameter name. */
export type WireTrees = ReadonlyMap<string, WireTree>

/** The limits of a tree. */
const treeLimits = { depth: deepestTree, values: 20_000 } as const

/** Names that give access to an object's prototype. */
export const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Thrown for a tree that is refused; the message is the reason. */
export class WireTreeError extends Error {}

/** Checks the limits of a tree while it is built. */
export class TreeCheck {
  #values = 0

  /**
   * Counts a value.
   *
   * @param depth the number of values around it
   * @throws WireTreeError where the tree is too deep or too large
   */
  value(depth: number): void {
    if (depth > treeLimits.depth) throw new WireTreeError(`is nested more than ${treeLimits.depth} deep`)
    if (++this.#values > treeLimits.values) throw new WireTreeError(`holds more than ${treeLimits.values} values`)
  }

  /** Checks a text. @throws WireTreeError for characters that XML forbids */
  text(text: string): string {
    if (notXml.test(text)) throw new WireTreeError('holds control characters')
    return text
  }

  /** Adds a member. @throws WireTreeError for a forbidden or duplicate name */
  member(members: Map<string, WireTree>, name: string, value: WireTree): void {
    if (prototypeNames.has(name)) throw new WireTreeError('has a member whose name is not allowed')
    if (members.has(name)) throw new WireTreeError(`has the member ${name} more than once`)
    members.set(this.text(name), value)
  }
}
