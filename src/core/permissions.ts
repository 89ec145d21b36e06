/** The levels of a permission, each containing the ones before it. */
export const levels = ['none', 'read', 'write', 'delete'] as const
export type Level = (typeof levels)[number]

/** The kinds of things that a permission is about, in the order in which tokens list them. */
export const kinds = ['doc', 'blog', 'profile', 'network', 'post'] as const
export type Kind = (typeof kinds)[number]

/** A level for every kind: what a token holds, or what a consent allows. */
export type Permissions = Readonly<Record<Kind, Level>>

/** What a method needs: a level for some kinds. */
export type RequiredPermission = Readonly<Partial<Record<Kind, Exclude<Level, 'none'>>>>

/** Nothing is allowed. */
export const noPermissions: Permissions = { doc: 'none', blog: 'none', profile: 'none', network: 'none', post: 'none' }

/** The levels that a kind knows above `none`: a profile cannot be deleted. */
export function levelsOf(kind: Kind): readonly Level[] {
  return kind === 'profile' ? ['read', 'write'] : ['read', 'write', 'delete']
}

/** The levels that something may be granted of a kind: none, and those that it has. */
export function grantable(kind: Kind): readonly Level[] {
  return ['none', ...levelsOf(kind)]
}

/** Whether `held` contains `needed`. A level that does not exist contains nothing and is contained in nothing. */
export function includes(held: Level, needed: Level): boolean {
  const required = levels.indexOf(needed)
  return required !== -1 && levels.indexOf(held) >= required
}

/**
 * Whether every level that is needed is held. A kind or a level that does not exist is never held, since modules in
 * JavaScript and stored rows can name any.
 */
export function covers(held: Permissions, need: Partial<Permissions>): boolean {
  const holds: Readonly<Record<string, Level | undefined>> = held
  return Object.entries(need).every(([kind, needed]) => {
    if (needed === undefined) return true
    const level = Object.hasOwn(holds, kind) ? holds[kind] : undefined
    return level !== undefined && includes(level, needed)
  })
}

/** The higher level of each kind: what a consent becomes when a user agrees to more. */
export function union(a: Permissions, b: Permissions): Permissions {
  const higher = (kind: Kind) => (includes(a[kind], b[kind]) ? a[kind] : b[kind])
  return {
    doc: higher('doc'),
    blog: higher('blog'),
    profile: higher('profile'),
    network: higher('network'),
    post: higher('post'),
  }
}

/** Reads the word of a level, as links and stores spell it; undefined for anything else. */
export function parseLevel(kind: Kind, word: string): Level | undefined {
  return grantable(kind).find((level) => level === word)
}
