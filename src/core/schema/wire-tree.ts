import { notXml } from './not-xml.js'
import { deepestTree } from './shape.js'

/** A number as it is written, so that no digit of it is lost. */
export class WireNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Members by name. */
export type WireObject = ReadonlyMap<string, WireTree>

/** The value of a parameter that is no text: what a protocol of its own types carries. */
export type WireTree = string | boolean | null | WireNumber | readonly WireTree[] | WireObject

/** Trees of one call by parameter name. */
export type WireTrees = ReadonlyMap<string, WireTree>

/** What a tree may hold. */
const treeLimits = { depth: deepestTree, values: 20_000 } as const

/** Names that would reach into an object's prototype. */
export const poisonousNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** A tree that is refused, with the reason. */
export class WireTreeError extends Error {}

/** Checks what holds for all parts of a tree while it is built. */
export class TreeCheck {
  #values = 0

  /**
   * Counts a value.
   *
   * @param depth how many others it stands in
   * @throws WireTreeError where the tree is too deep or too large
   */
  value(depth: number): void {
    if (depth > treeLimits.depth) throw new WireTreeError(`is nested more than ${treeLimits.depth} deep`)
    if (++this.#values > treeLimits.values) throw new WireTreeError(`holds more than ${treeLimits.values} values`)
  }

  /** @throws WireTreeError where XML could not carry the text */
  text(text: string): string {
    if (notXml.test(text)) throw new WireTreeError('holds control characters')
    return text
  }

  /** Adds a member. @throws WireTreeError where it cannot be named so, or was sent before */
  member(members: Map<string, WireTree>, name: string, value: WireTree): void {
    if (poisonousNames.has(name)) throw new WireTreeError('has a member whose name is not allowed')
    if (members.has(name)) throw new WireTreeError(`has the member ${name} more than once`)
    members.set(this.text(name), value)
  }
}
