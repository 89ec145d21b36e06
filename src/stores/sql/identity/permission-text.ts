import { heldLevels, isLevel, type Permissions } from '../../../core/permissions.js'

/** Permissions as a row keeps them: JSON, kind → level, without kinds that have none. */
export function permissionText(permissions: Permissions): string {
  return JSON.stringify(heldLevels(permissions))
}

/** Reads the permissions of a row. A level that there is not grants nothing, and neither does a text that is no such JSON. */
export function readPermissions(text: string): Permissions {
  const stored = parsed(text)
  if (typeof stored !== 'object' || stored === null) return {}
  const known = Object.entries(stored).flatMap(([kind, level]) => (isLevel(level) ? [[kind, level] as const] : []))
  return Object.fromEntries(known)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
