import { readDateTime } from '../../core/schema/date-time.js'

/** What a type of scalars takes. */
export interface ScalarTag {
  /** Whether a text without outer white space is such a value. */
  holds(text: string): boolean
  /** The same for people. */
  readonly wants: string
}

const int: ScalarTag = {
  holds: (text) => isWhole(text, 32),
  wants: 'a whole number of 32 bits',
}

/** The types of scalars by their tags, strings and base64 apart (xmlrpc.com's specification, and i8). */
export const scalarTags: ReadonlyMap<string, ScalarTag> = new Map([
  ['int', int],
  ['i4', int],
  ['i8', { holds: (text) => isWhole(text, 64), wants: 'a whole number of 64 bits' }],
  ['boolean', { holds: (text) => /^(?:[01]|true|false)$/i.test(text), wants: '0, 1, true or false' }],
  ['double', { holds: isDouble, wants: 'a finite decimal number' }],
  ['dateTime.iso8601', { holds: isDateTime, wants: 'a date that exists, written as 20260131T12:00:00' }],
])

/** Whether digits with an optional sign fit a signed integer of so many bits. */
function isWhole(text: string, bits: 32 | 64): boolean {
  if (!/^[+-]?[0-9]{1,20}$/.test(text)) return false
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return BigInt.asIntN(bits, value) === value
}

function isDouble(text: string): boolean {
  return /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text) && Number.isFinite(Number(text))
}

/**
 * Whether a text is a date of the calendar and a time of day. Beside the form of the specification, the hyphens,
 * fractions and zones that other implementations write are taken.
 */
function isDateTime(text: string): boolean {
  return readDateTime(text)?.time !== undefined
}
