import { readDateTime } from '../../core/schema/date-time.js'

/** A scalar type. */
export interface ScalarTag {
  /** Whether a trimmed text is a valid value. */
  holds(text: string): boolean
  /** The valid values in words, for messages. */
  readonly wants: string
}

const int: ScalarTag = {
  holds: (text) => isWhole(text, 32),
  wants: 'a whole number of 32 bits',
}

/** The scalar types by tag, except strings and base64 (xmlrpc.com's specification, and i8). */
export const scalarTags: ReadonlyMap<string, ScalarTag> = new Map([
  ['int', int],
  ['i4', int],
  ['i8', { holds: (text) => isWhole(text, 64), wants: 'a whole number of 64 bits' }],
  ['boolean', { holds: (text) => /^(?:[01]|true|false)$/i.test(text), wants: '0, 1, true or false' }],
  ['double', { holds: isDouble, wants: 'a finite decimal number' }],
  ['dateTime.iso8601', { holds: isDateTime, wants: 'a date that exists, written as 20260131T12:00:00' }],
])

/** Whether digits with an optional sign fit a signed integer. */
function isWhole(text: string, bits: 32 | 64): boolean {
  if (!/^[+-]?[0-9]{1,20}$/.test(text)) return false
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return BigInt.asIntN(bits, value) === value
}

function isDouble(text: string): boolean {
  return /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text) && Number.isFinite(Number(text))
}

/**
 * Whether a text is a calendar date with a time of day. Hyphens, fractions and zones, which the specification does not
 * have and other implementations write, are accepted.
 */
function isDateTime(text: string): boolean {
  return readDateTime(text)?.time !== undefined
}
