/** The date and the time of day of a text, without fraction and zone. */
export interface WrittenDateTime {
  /** `YYYY-MM-DD`, a valid calendar date. */
  readonly date: string
  /** `HH:MM:SS`; undefined for a date alone. */
  readonly time: string | undefined
}

/**
 * The subset of ISO 8601 that covers RFC 3339, XML Schema and XML-RPC: hyphens, colons, fraction, zone and time of day
 * are optional.
 */
export const dateTimeForm =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[Tt ](\d\d)(:?)(\d\d)\6(\d\d)(?:[.,]\d{1,20})?(?:[Zz]|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/

/** Parses a date and time; undefined for any other text, and for a date or time that does not exist. */
export function readDateTime(text: string): WrittenDateTime | undefined {
  const [, year, , month, day, hour, , minute, second] = dateTimeForm.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  const time = hour === undefined ? undefined : `${hour}:${minute}:${second}`
  const written = `${date}T${time ?? '00:00:00'}`
  const instant = new Date(`${written}Z`)
  // `Date` moves a date that does not exist into the next month.
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(written)
  return exists ? { date, time } : undefined
}
