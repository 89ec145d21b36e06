import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { PermissionKind } from '../core/permission-kinds.js'
import { readYaml, type YamlFile, YamlFileError } from '../system/read-yaml.js'
import { messageOf } from '../system/system-reason.js'
import { readPermissionSection } from './permission-section.js'

/** The name of the section that declares kinds of permissions. */
const section = 'PERMISSIONS'

/** A value of a settings file, as text. */
export interface FileValue {
  readonly text: string
  /** Its position: `FILE:LINE:COLUMN`. */
  readonly place: string
}

/** The contents of a settings file. */
export interface SettingsFile {
  /** The values of settings, by their names in capitals. */
  readonly values: ReadonlyMap<string, FileValue>
  /** The kinds of permissions that it declares. */
  readonly permissions: readonly PermissionKind[]
}

/** An invalid settings file. The message is one line that begins with file, line and column. */
export class SettingsFileError extends Error {}

/**
 * Reads a settings file in YAML: one mapping, whose values are strings, numbers, booleans or lists of these, except for the
 * section `permissions`. Names are case-insensitive; a name without a value counts as absent.
 *
 * @param known the names of all settings, in capitals
 * @throws SettingsFileError if the file cannot be read, is no such mapping, or has a repeated or an unknown name
 */
export function readSettingsFile(path: string, known: readonly string[]): SettingsFile {
  const { document, placeAt } = parse(path)
  const placeOf = (node: unknown) => placeAt(isNode(node) ? (node.range?.[0] ?? 0) : 0)
  if (document.contents === null) return { values: new Map(), permissions: [] }
  if (!isMap(document.contents)) {
    throw new SettingsFileError(`${placeOf(document.contents)}: the file must hold settings as NAME: VALUE`)
  }
  const entries = entriesOf(document.contents, placeOf, [...known, section])
  const declared = entries.get(section)
  entries.delete(section)
  return { values: valuesOf(entries), permissions: declared ? readSection(declared.value, document, placeAt) : [] }
}

/** A value of the mapping with its position. */
interface Entry {
  readonly place: string
  readonly value: unknown
}

function entriesOf(
  map: YAMLMap<unknown, unknown>,
  placeOf: (node: unknown) => string,
  known: readonly string[],
): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const { key, value } of map.items) {
    const place = placeOf(key)
    const name = String(key).toUpperCase()
    if (!known.includes(name)) {
      throw new SettingsFileError(`${place}: ${String(key)} is no setting; see the README for their names`)
    }
    if (entries.has(name)) throw new SettingsFileError(`${place}: ${name} is set twice; leave one of them`)
    entries.set(name, { place, value })
  }
  return entries
}

function valuesOf(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, FileValue> {
  const values = new Map<string, FileValue>()
  for (const [name, { place, value }] of entries) {
    const text = textOf(value)
    if (text === undefined) throw new SettingsFileError(`${place}: ${name} must be one value, or a list of values`)
    if (text !== '') values.set(name, { text, place })
  }
  return values
}

function readSection(...given: Parameters<typeof readPermissionSection>): readonly PermissionKind[] {
  try {
    return readPermissionSection(...given)
  } catch (error) {
    throw new SettingsFileError(messageOf(error), { cause: error })
  }
}

function parse(path: string): YamlFile {
  try {
    return readYaml(path)
  } catch (error) {
    if (error instanceof YamlFileError) throw new SettingsFileError(error.message, { cause: error })
    throw error
  }
}

/** A value as the environment would give it; undefined if it is not a scalar or a list of scalars. */
function textOf(node: unknown): string | undefined {
  if (node === null) return ''
  if (isSeq(node)) {
    const items = node.items.map((item) => (isScalar(item) ? textOf(item) : undefined))
    return items.every((item) => item !== undefined) ? items.join(',') : undefined
  }
  if (!isScalar(node)) return undefined
  const { value, source } = node
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  // The source text, since a number beyond 2^53 would lose digits.
  return typeof value === 'number' ? (source ?? String(value)) : String(value)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value
}
