import { declareKinds } from '../../../core/declare-kinds.js'
import type { PermissionKind } from '../../../core/permission-kinds.js'
import { messageOf } from '../../../system/system-reason.js'
import { UpstreamsError } from '../upstreams-error.js'
import { type FileWords, fileWords } from '../words/file-words.js'
import type { Environment } from './environment.js'
import { findingsOf } from './first-issue.js'
import type { Path } from './read-tree.js'
import { readSource, Spot } from './source.js'

/** A file of services, whose words are known and whose values have the right forms. */
export interface ParsedFile {
  readonly words: FileWords
  /** The root of the file. */
  readonly spot: Spot
  readonly permissions: readonly PermissionKind[]
}

/**
 * Parses a file of services.
 *
 * @throws UpstreamsError with the first place where something is wrong
 */
export function parseFile(path: string, env: Environment): ParsedFile {
  const source = readSource(path, env)
  const spot = new Spot(source)
  const value = source.value ?? {}
  const { data, error } = fileWords.safeParse(value)
  if (error === undefined) return { words: data, spot, permissions: kindsOf(value, spot) }
  const [first] = findingsOf(error)
    .map((finding) => ({ ...finding, offset: source.offsetOf(finding.path) }))
    .sort((a, b) => a.offset - b.offset)
  return spot.at(...(first?.path ?? [])).fail(first?.what ?? 'is wrong')
}

/**
 * Reads only the kinds of permissions that a file of services declares: commands for operators need no secrets of services.
 *
 * @throws UpstreamsError
 */
export function parseKinds(path: string): readonly PermissionKind[] {
  const source = readSource(path, undefined)
  return kindsOf(source.value ?? {}, new Spot(source))
}

/** The kinds of permissions of the section `permissions`, which `babelgate.yaml` may have as well. */
function kindsOf(value: unknown, spot: Spot): readonly PermissionKind[] {
  const section = typeof value === 'object' && value !== null && 'permissions' in value ? value.permissions : undefined
  if (section === undefined) return []
  try {
    return declareKinds(section, (path: Path) => `${spot.at('permissions', ...path).place}: `)
  } catch (error) {
    throw new UpstreamsError(messageOf(error), { cause: error })
  }
}
