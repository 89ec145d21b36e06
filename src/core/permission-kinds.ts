import type { LocalText } from './local-text.js'
import { type GrantingLevel, type Kind, type Level, levelOf, type Permissions } from './permissions.js'

/** A declared kind of permission. */
export interface PermissionKind {
  readonly name: Kind
  /** Its title, for users. */
  readonly title: LocalText
  /** The levels that it has above `none`, lowest first, each with what it allows, the lower ones included. */
  readonly levels: ReadonlyMap<GrantingLevel, LocalText>
  /** The place of the declaration, for error messages. */
  readonly place: string
}

/** The kinds of permissions that there are: those of the dialects, and those that a configuration or a program declares. */
export interface PermissionKinds {
  /** In the order in which they were declared. */
  readonly all: readonly PermissionKind[]
  find(name: string): PermissionKind | undefined
  /**
   * The level of each of these kinds in a stored grant. Kinds and levels that are not declared any more grant
   * nothing.
   */
  held(permissions: Permissions): Permissions
}

/** @throws TypeError that names the second of two kinds of one name */
export function createPermissionKinds(declared: readonly PermissionKind[]): PermissionKinds {
  const byName = new Map<string, PermissionKind>()
  for (const kind of declared) {
    if (byName.has(kind.name)) throw new TypeError(`${kind.place} has the name of a kind that there is; choose another`)
    byName.set(kind.name, kind)
  }
  const all = Object.freeze([...declared])
  // Tokens come from a cache, so a call finds what the one before it has worked out.
  const known = new WeakMap<Permissions, Permissions>()
  return Object.freeze({
    all,
    find: (name: string) => byName.get(name),
    held(permissions: Permissions) {
      const before = known.get(permissions)
      if (before !== undefined) return before
      const held = Object.freeze(Object.fromEntries(all.map((kind) => [kind.name, heldOf(kind, permissions)])))
      known.set(permissions, held)
      return held
    },
  })
}

/** The levels that may be granted of a kind: none, and those that it has. */
export function grantable({ levels }: PermissionKind): readonly Level[] {
  return ['none', ...levels.keys()]
}

/** Reads the word of a level, as links and options spell it; undefined for anything that the kind does not have. */
export function parseLevel(kind: PermissionKind, word: string): Level | undefined {
  return grantable(kind).find((level) => level === word)
}

function heldOf(kind: PermissionKind, permissions: Permissions): Level {
  return parseLevel(kind, levelOf(permissions, kind.name)) ?? 'none'
}
