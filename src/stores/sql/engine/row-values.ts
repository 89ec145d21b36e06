import { kinds, noPermissions, type Permissions } from '../../../core/permissions.js'
import type { Flag, LevelColumns } from './schema.js'

/** The columns of all levels, for a select. */
export const levelColumns = kinds

/** Picks the levels out of a row, and nothing but the levels out of what a row is made from. */
export function pickLevels(row: LevelColumns | Permissions): Permissions {
  const { doc, blog, profile, network, post } = row
  return { doc, blog, profile, network, post }
}

/** What a row holds of levels that nobody has given yet. */
export const noLevels: LevelColumns = noPermissions

/** How a yes or no is kept. */
export function flag(value: boolean): Flag {
  return value ? 1 : 0
}

/** The number behind the id of a user or a thing, which core keeps as decimal text; 0, which no row has, for other text. */
export function rowId(id: string): number {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0
}
