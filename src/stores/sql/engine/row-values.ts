import type { Flag } from './schema.js'

/** A boolean as its column stores it. */
export function flag(value: boolean): Flag {
  return value ? 1 : 0
}

/** The row number of an id, which core keeps as decimal text; 0, which no row has, for any other text. */
export function rowId(id: string): number {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0
}
