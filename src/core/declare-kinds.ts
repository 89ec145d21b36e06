import type { LocalText } from './local-text.js'
import type { PermissionKind } from './permission-kinds.js'
import { type GrantingLevel, type Kind, levels } from './permissions.js'

/** What a kind of permission is about, and what each of its levels allows; at least one level. */
export interface KindDeclaration {
  readonly title: LocalText
  readonly levels: Readonly<Partial<Record<GrantingLevel, LocalText>>>
}

/** Kinds of permissions by their names: `{ orders: { title: 'Orders', levels: { read: 'See your orders' } } }`. */
export type KindDeclarations = Readonly<Record<Kind, KindDeclaration>>

/** Names in the declarations, outermost first. */
export type Path = readonly string[]

/**
 * Checks declarations, which a file or a module in JavaScript may hold in any form.
 *
 * @param placeOf what messages begin with for a member, such as its line in a file
 * @throws TypeError that names the first wrong member and its allowed values
 */
export function declareKinds(declarations: unknown, placeOf: (path: Path) => string = () => ''): PermissionKind[] {
  const nameOf = (path: Path) => `${placeOf(path)}${['permissions', ...path].join('.')}`
  const refuse: Refuse = (path, what) => {
    throw new TypeError(`${nameOf(path)} ${what}`)
  }
  return membersOf(declarations, [], refuse).map(([name, declaration]) => {
    const path = [name]
    if (!kindName.test(name)) refuse(path, 'must have a name of at most 32 lower-case letters and digits')
    const members = membersOf(declaration, path, refuse)
    const strange = members.find(([member]) => !['title', 'levels'].includes(member))
    if (strange !== undefined) refuse([...path, strange[0]], 'is not known; a kind has a title and levels')
    const { title, levels: allowing } = Object.fromEntries(members)
    return {
      name,
      title: textOf(title, [...path, 'title'], refuse),
      levels: levelsOf(allowing, [...path, 'levels'], refuse),
      place: nameOf(path),
    }
  })
}

type Refuse = (path: Path, what: string) => never

/**
 * A name has no separators, since login links are signed over names and values joined: the name of a kind that held the
 * name of another parameter could be read as one parameter and as two.
 */
const kindName = /^[a-z][a-z0-9]{0,31}$/

const language = /^[a-z]{2}$/

function membersOf(value: unknown, path: Path, refuse: Refuse): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'must be names with values')
  return Object.entries(value)
}

function levelsOf(value: unknown, path: Path, refuse: Refuse): ReadonlyMap<GrantingLevel, LocalText> {
  const texts = new Map(membersOf(value, path, refuse))
  const granting = levels.filter((level) => level !== 'none')
  const strange = [...texts.keys()].find((word) => !granting.some((level) => level === word))
  if (strange !== undefined) refuse([...path, strange], `is no level; take of ${granting.join(', ')}`)
  if (texts.size === 0) refuse(path, `must have at least one of ${granting.join(', ')}`)
  const declared = granting.filter((level) => texts.has(level))
  return new Map(declared.map((level) => [level, textOf(texts.get(level), [...path, level], refuse)]))
}

function textOf(value: unknown, path: Path, refuse: Refuse): LocalText {
  if (typeof value !== 'object' || value === null) return lineOf(value, path, refuse)
  const texts = membersOf(value, path, refuse).map(([code, text]) => {
    if (!language.test(code)) refuse([...path, code], 'must be a language as two lower-case letters, such as en')
    return [code, lineOf(text, [...path, code], refuse)] as const
  })
  const { en, ...others } = Object.fromEntries(texts)
  return en === undefined ? refuse(path, 'must have a text in English (en)') : { ...others, en }
}

function lineOf(value: unknown, path: Path, refuse: Refuse): string {
  if (typeof value !== 'string' || value.trim() === '' || /\p{Cc}/u.test(value)) {
    return refuse(path, 'must be a text on one line, or one for each of some languages')
  }
  return value
}
