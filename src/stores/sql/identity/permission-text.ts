import { heldLevels, isLevel, type Permissions } from '../../../core/permissions.js'

/** Serialises permissions for a column: JSON, kind → level, without kinds that have none. */
export function permissionText(permissions: Permissions): string {
  return JSON.stringify(heldLevels(permissions))
}

/** Parses the permissions of a column. An unknown level grants nothing, and neither does invalid JSON. */
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
