import { Option } from 'commander'
import { grantable, type PermissionKinds, parseLevel } from '../core/permission-kinds.js'
import type { Kind, Level, Permissions } from '../core/permissions.js'
import { openPermissionKinds } from '../server/permission-kinds.js'
import { UsageError } from './output.js'

/** The repeatable option `--perm`; {@link parsePermissions} reads its value. */
export function permissionOption(): Option {
  const kinds = namesOf(openPermissionKinds())
  return new Option(
    '--perm <kind=level>',
    `permission such as doc=write; repeatable; kinds: ${kinds}, and those of the settings file`,
  )
    .argParser((word: string, all: readonly string[]) => [...all, word])
    .default([])
}

/** Parses the values of `--perm`. @throws UsageError for an unknown kind or level */
export function parsePermissions(words: readonly string[], kinds: PermissionKinds): Permissions {
  const given = new Map<Kind, Level>()
  for (const word of words) {
    const [name = '', levelWord = ''] = word.split('=', 2)
    const kind = kinds.find(name)
    if (kind === undefined) throw new UsageError(`${word}: the kinds of permissions are ${namesOf(kinds)}`)
    const level = parseLevel(kind, levelWord)
    if (level === undefined) throw new UsageError(`${word}: the levels of ${name} are ${grantable(kind).join(', ')}`)
    given.set(name, level)
  }
  return Object.fromEntries(given)
}

function namesOf({ all }: PermissionKinds): string {
  return all.map(({ name }) => name).join(', ')
}
