import { z } from 'zod'
import { readDateTime } from '../core/schema/date-time.js'

/** How a document's date is written where nothing is known. */
const unknownDate = '0000-00-00 00:00:00'

/** Digits with what may stand between them; `readCameraDate` looks closer. */
const form = /^\d{4}[-:]?\d\d[-:]?\d\d(?:[Tt ][\d:.,]+(?:[Zz]|[+-][\d:]+)?)?$/

/**
 * A date and a time by the camera's clock, as a parameter: ISO 8601 in its forms, or as EXIF writes it. Without a time it is
 * midnight; zeros say that the date is not known. Fraction and zone are left out, since the camera's clock has neither.
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
 * Reads what a camera wrote; undefined where it does not know (zeros or blanks), where a part is missing, or where there
 * is no such day or time.
 *
 * @returns `YYYY-MM-DD HH:MM:SS`
 */
export function readCameraDate(text: string): string | undefined {
  const { date, time } = readDateTime(withHyphens(text.trim())) ?? {}
  return date === undefined || time === undefined || date.startsWith('0000') ? undefined : `${date} ${time}`
}

/** EXIF writes days with colons (Exif 2.32, DateTimeOriginal). */
function withHyphens(text: string): string {
  return text.replace(/^(\d{4}):(\d\d):(\d\d)/, '$1-$2-$3')
}
