/** A day and a time of day as they were written, without the fraction and the zone. */
export interface WrittenDateTime {
  /** `YYYY-MM-DD`, of the calendar. */
  readonly date: string
  /** `HH:MM:SS`; undefined where only the day was written. */
  readonly time: string | undefined
}

/**
 * The forms of ISO 8601 that RFC 3339, XML Schema and XML-RPC take their own from: with hyphens and colons or without, with a
 * fraction and a zone or without. The time may be missing.
 */
export const dateTimeForm =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[Tt ](\d\d)(:?)(\d\d)\6(\d\d)(?:[.,]\d{1,20})?(?:[Zz]|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/

/** Reads a date and time; undefined where the text is none, or where that day or time does not exist. */
export function readDateTime(text: string): WrittenDateTime | undefined {
  const [, year, , month, day, hour, , minute, second] = dateTimeForm.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  const time = hour === undefined ? undefined : `${hour}:${minute}:${second}`
  const written = `${date}T${time ?? '00:00:00'}`
  const instant = new Date(`${written}Z`)
  // A day that does not exist is one of the next month to `Date`.
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(written)
  return exists ? { date, time } : undefined
}
