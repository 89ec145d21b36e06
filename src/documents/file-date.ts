import { z } from 'zod'
import { readDateTime } from '../core/schema/date-time.js'

/** The date of a document where it is unknown. */
const unknownDate = '0000-00-00 00:00:00'

/** The rough form, for the parameter's description; `normalise` validates the value. */
const form = /^\d{4}[-:]?\d\d[-:]?\d\d(?:[Tt ][\d:.,]+(?:[Zz]|[+-][\d:]+)?)?$/

/**
 * The parameter of a date and time by the camera's clock, in ISO 8601 or EXIF format. Without a time it is midnight; zeros mean
 * an unknown date. Fraction and zone are dropped, since the camera's clock has neither.
 */
export const cameraDate = (description: string) =>
  z
    .string()
    .regex(form)
    .refine((value) => normalise(value) !== undefined)
    .transform((value) => normalise(value) ?? unknownDate)
    .meta({ description, type: 'string' })

function normalise(value: string): string | undefined {
  if (/^[0:T -]+$/.test(value)) return unknownDate
  const { date, time = '00:00:00' } = readDateTime(withHyphens(value)) ?? {}
  return date === undefined ? undefined : `${date} ${time}`
}

/**
 * Parses the date of a camera; undefined where it is unknown (zeros or blanks), incomplete or invalid.
 *
 * @returns `YYYY-MM-DD HH:MM:SS`
 */
export function readCameraDate(text: string): string | undefined {
  const { date, time } = readDateTime(withHyphens(text.trim())) ?? {}
  return date === undefined || time === undefined || date.startsWith('0000') ? undefined : `${date} ${time}`
}

/** Replaces the colons of an EXIF date (Exif 2.32, DateTimeOriginal) by hyphens. */
function withHyphens(text: string): string {
  return text.replace(/^(\d{4}):(\d\d):(\d\d)/, '$1-$2-$3')
}
