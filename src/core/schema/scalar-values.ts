import { plainDecimal } from './plain-decimal.js'
import type { ScalarShape } from './shape.js'

/**
 * Formats a scalar as text: booleans as 1 and 0, numbers in plain decimal, bytes as base64.
 *
 * @returns undefined for a value of another type
 */
export function textOfScalar(shape: Pick<ScalarShape, 'type' | 'words'>, value: unknown): string | undefined {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' ? value : undefined
    case 'enum':
      return typeof value === 'string' && shape.words?.includes(value) === true ? value : undefined
    case 'integer':
    case 'unix-time':
      return integerText(value)
    case 'long':
      return longText(value)
    case 'number':
    case 'decimal':
      return decimalText(value)
    case 'boolean':
      return typeof value === 'boolean' ? (value ? '1' : '0') : undefined
    case 'instant':
      return isInstant(value) ? value : undefined
    case 'date':
      return isDate(value) ? value : undefined
    case 'bytes':
      return bytesText(value)
  }
}

/** The expected value of a scalar, for messages. */
export function wantedScalar({ type, words }: Pick<ScalarShape, 'type' | 'words'>): string {
  return type === 'enum' ? `one of ${words?.join(', ')}` : wanted[type]
}

const wanted: Readonly<Record<Exclude<ScalarShape['type'], 'enum'>, string>> = {
  string: 'a string',
  integer: 'a whole number',
  'unix-time': 'a whole number',
  long: 'a whole number of 64 bits, as a number, a bigint or digits',
  number: 'a finite number',
  decimal: 'a finite number or a plain decimal text',
  boolean: 'true or false',
  instant: 'a date and time of RFC 3339',
  date: 'a date of the form YYYY-MM-DD',
  bytes: 'bytes or base64',
}

function integerText(value: unknown): string | undefined {
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'number' && Number.isInteger(value) ? plainDecimal(value) : undefined
}

const digits = /^-?(?:0|[1-9][0-9]{0,18})$/

/** Whether decimal digits fit a signed 64-bit integer. */
function isLong(text: string): boolean {
  return digits.test(text) && (text.length < 19 || BigInt.asIntN(64, BigInt(text)) === BigInt(text))
}

function longText(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value : integerText(value)
  return text !== undefined && isLong(text) ? text : undefined
}

const plainDecimalText = /^-?[0-9]+(?:\.[0-9]+)?$/

function decimalText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? plainDecimal(value) : undefined
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'string' && plainDecimalText.test(value) ? value : undefined
}

/** The significant digits that a double holds of any decimal number (IEEE 754, 53 bits). */
const exactDigits = 15

/** Whether a double holds a plain decimal number without losing a digit. */
export function isExact(text: string): boolean {
  if (text.length <= exactDigits) return true
  if (!text.includes('.')) return Number.isSafeInteger(Number(text))
  const significant = text.replace(/[-.]/g, '').replace(/^0+/, '')
  return significant.length <= exactDigits
}

/** A date and time of RFC 3339, or of xs:dateTime without a zone, as services behind the gateway send it (XML Schema part 2, 3.2.7). */
const dateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?$/

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && dateTime.test(value) && !Number.isNaN(Date.parse(value))
}

const day = /^\d{4}-\d{2}-\d{2}$/

/** Whether a value is a calendar date; `Date` moves one that does not exist into the next month. */
function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !day.test(value)) return false
  const instant = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value)
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

function bytesText(value: unknown): string | undefined {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  return typeof value === 'string' && value.length % 4 === 0 && base64.test(value) ? value : undefined
}
