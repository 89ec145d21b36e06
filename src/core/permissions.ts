/** The levels of a permission, each containing the ones before it. */
export const levels = ['none', 'read', 'write', 'delete'] as const
export type Level = (typeof levels)[number]

/** A level that allows something. */
export type GrantingLevel = Exclude<Level, 'none'>

/** The name of a kind of things that a permission is about, such as `doc` or `orders`. */
export type Kind = string

/** Kind → level: what a token holds, or what a consent allows. A kind that is absent has none. */
export type Permissions = Readonly<Record<Kind, Level>>

/** The permissions that a method requires: a level for some kinds. */
export type RequiredPermission = Readonly<Record<Kind, GrantingLevel>>

/** Nothing is allowed. */
export const noPermissions: Permissions = Object.freeze({})

/** Whether a value is the word of a level. */
export function isLevel(word: unknown): word is Level {
  return levels.some((level) => level === word)
}

/** Whether `held` contains `needed`. A level that does not exist contains nothing and is contained in nothing. */
export function includes(held: Level, needed: Level): boolean {
  const required = levels.indexOf(needed)
  return required !== -1 && levels.indexOf(held) >= required
}

/** The level of a kind. Names that every object has, such as `constructor`, are kinds like any other. */
export function levelOf(permissions: Permissions, kind: Kind): Level {
  return (Object.hasOwn(permissions, kind) ? permissions[kind] : undefined) ?? 'none'
}

/**
 * Whether every level that is needed is held. A kind that is not held has none, and a level that does not exist is never
 * held, since modules in JavaScript and stored rows can name any.
 */
export function covers(held: Permissions, need: Permissions): boolean {
  return Object.entries(need).every(([kind, needed]) => includes(levelOf(held, kind), needed))
}

/** The higher level of each kind: what a consent becomes when a user agrees to more. Levels that do not exist are left out. */
export function union(a: Permissions, b: Permissions): Permissions {
  const all = [...Object.entries(a), ...Object.entries(b)]
  const higher = new Map<Kind, Level>()
  for (const [kind, level] of all) {
    if (isLevel(level) && !includes(higher.get(kind) ?? 'none', level)) higher.set(kind, level)
  }
  return Object.fromEntries(higher)
}

/** The permissions without the kinds whose level is `none`. */
export function heldLevels(permissions: Permissions): Permissions {
  return union(permissions, noPermissions)
}
