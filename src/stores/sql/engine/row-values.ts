import type { Flag } from './schema.js'

/** How a yes or no is kept. */
export function flag(value: boolean): Flag {
  return value ? 1 : 0
}

/** The number behind the id of a user or a thing, which core keeps as decimal text; 0, which no row has, for other text. */
export function rowId(id: string): number {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0
}
