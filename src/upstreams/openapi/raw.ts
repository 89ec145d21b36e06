/** An object of a document, whose members may be of any type. */
export type RawObject = Readonly<Record<string, unknown>>

/** Whether a value of a document is an object. */
export function isRawObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as an object; an empty one where it is of another type. */
export function objectOf(value: unknown): RawObject {
  return isRawObject(value) ? value : {}
}

/** The members of a value, in document order; none where it is no object. */
export function membersOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return isRawObject(value) ? Object.entries(value) : []
}

/** The items of a value; none where it is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The texts of a list. */
export function textsOf(value: unknown): readonly string[] {
  return itemsOf(value).filter((item) => typeof item === 'string')
}

/** A text that is not empty; undefined for any other value. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A number; undefined for any other value. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A count; undefined for any other value. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** A boolean; undefined for any other value. */
export function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}
