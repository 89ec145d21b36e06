import { randomUUID } from 'node:crypto'
import { maybeNotXml } from '../../core/schema/not-xml.js'
import { WireNumber } from '../../core/schema/wire-tree.js'
import { UpstreamError } from '../client/upstream-error.js'

/** The JSON of an answer. Numbers whose digits a double may not hold are {@link WireNumber}s. */
export interface ParsedJson {
  readonly value: unknown
  /** Whether its texts may hold characters that XML cannot carry. */
  readonly isSuspicious: boolean
}

/** Digits in a row that a double may not hold. */
const longDigits = /[0-9]{16}|[0-9.]{17}/

/** The least length of what {@link longDigits} finds. */
const fewest = 16

/** Escapes of characters that XML cannot carry: controls, surrogates, U+FFFE and U+FFFF. */
const suspiciousEscape = /\\(?:[bf]|u(?:00[01]|[dD][89a-fA-F]|[fF]{3}[eEfF]))/

/** A fraction that ends in a zero, which a double drops. */
const trailingZero = /\.[0-9]*0(?![0-9])/

/**
 * Parses the JSON of an answer (RFC 8259).
 *
 * @param isAscii whether its bytes were ASCII: then only escapes can give characters that XML cannot carry, since JSON holds no
 *   controls as they are
 * @param keepsZeros whether zeros at the end of fractions count, as in exact decimals
 * @throws UpstreamError where it is no JSON
 */
export function parseJson(text: string, isAscii: boolean, keepsZeros = false): ParsedJson {
  try {
    const value: unknown = JSON.parse(text)
    const isSuspicious = (text.includes('\\') && suspiciousEscape.test(text)) || (!isAscii && maybeNotXml.test(text))
    const isLong = mayHoldLongDigits(text) && longDigits.test(text)
    return { value: isLong || (keepsZeros && trailingZero.test(text)) ? parseExactly(text) : value, isSuspicious }
  } catch {
    // The message of JSON.parse quotes the text. Exact parsing takes stack for each level, of which a service may send many.
    throw new UpstreamError('unreadable', 'the answer is no JSON, or is nested too deep', { maybeSent: true })
  }
}

/**
 * Whether a run of digits and points is long enough for {@link longDigits}. Such a run holds one of every sixteenth characters, so
 * that the others need no look, which takes a tenth of the time of the expression (bench row W7).
 */
function mayHoldLongDigits(text: string): boolean {
  for (let index = fewest - 1; index < text.length; index += fewest) {
    if (isDigitOrPoint(text, index) && runAround(text, index) >= fewest) return true
  }
  return false
}

function runAround(text: string, index: number): number {
  let start = index
  let end = index + 1
  while (start > 0 && isDigitOrPoint(text, start - 1)) start--
  while (end < text.length && isDigitOrPoint(text, end)) end++
  return end - start
}

function isDigitOrPoint(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code === 0x2e || (code >= 0x30 && code <= 0x39)
}

/** Marks a number in a string. No service knows it. `JSON.parse` with source texts, as of Node.js 21, would make it unnecessary. */
const mark = `number ${randomUUID()} `

/** A string or a number of valid JSON. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][0-9.eE+-]*/g

/** Parses valid JSON with all digits of its numbers, where they are long or end in a zero. */
function parseExactly(text: string): unknown {
  const marked = text.replace(token, (word) =>
    word.startsWith('"') || (word.length < 16 && !trailingZero.test(word)) ? word : JSON.stringify(mark + word),
  )
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? new WireNumber(value.slice(mark.length)) : value,
  )
}
