import { Option } from 'commander'
import {
  grantable,
  type Kind,
  kinds,
  type Level,
  noPermissions,
  type Permissions,
  parseLevel,
} from '../core/permissions.js'
import { UsageError } from './output.js'

/** The option `--perm`, which may be given many times; its value is for `parsePermissions`. */
export function permissionOption(): Option {
  return new Option('--perm <kind=level>', `permission such as doc=write; repeatable; kinds: ${kinds.join(', ')}`)
    .argParser((word: string, all: readonly string[]) => [...all, word])
    .default([])
}

/** Reads the values of `--perm`. @throws UsageError for a kind or level that there is not */
export function parsePermissions(words: readonly string[]): Permissions {
  const given: Partial<Record<Kind, Level>> = {}
  for (const word of words) {
    const [name, levelWord = ''] = word.split('=', 2)
    const kind = kinds.find((candidate) => candidate === name)
    if (kind === undefined) throw new UsageError(`${word}: the kinds of permissions are ${kinds.join(', ')}`)
    const level = parseLevel(kind, levelWord)
    if (level === undefined) throw new UsageError(`${word}: the levels of ${kind} are ${grantable(kind).join(', ')}`)
    given[kind] = level
  }
  return { ...noPermissions, ...given }
}
