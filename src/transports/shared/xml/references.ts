import type { Source } from './source.js'

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

const semicolon = 0x3b
const numberSign = 0x23
const letterX = 0x78

/**
 * Replaces the references in a range of the document (production 67). Only the five entities of section 4.6 are
 * known, and replacements are not expanded again.
 *
 * @param between converts the text between references
 * @throws XmlError for an unclosed or unknown reference, or one to a forbidden character
 */
export function expandReferences(
  source: Source,
  start: number,
  end: number,
  between: (text: string) => string = (text) => text,
): string {
  const { text } = source
  let expanded = ''
  let done = start
  for (let at = text.indexOf('&', start); at !== -1 && at < end; at = text.indexOf('&', done)) {
    if (at > done) expanded += between(text.slice(done, at))
    done = referenceEnd(source, at, end)
    expanded += text.charCodeAt(at + 1) === numberSign ? character(source, at, done) : entity(source, at, done)
  }
  return expanded + between(text.slice(done, end))
}

/** The index after the semicolon. */
function referenceEnd(source: Source, start: number, limit: number): number {
  for (let at = start + 1; at < limit; at++) {
    const code = source.text.charCodeAt(at)
    if (code === semicolon) return at + 1
    if (code === 0x26 || code === 0x20 || code === 0x0a) break
  }
  throw source.malformed('An ampersand begins no reference; write &amp; where one is meant', start)
}

function entity(source: Source, start: number, end: number): string {
  const found = entities.get(source.text.slice(start + 1, end - 1))
  if (found === undefined) throw source.malformed('A reference is to an entity that is not declared', start)
  return found
}

function character(source: Source, start: number, end: number): string {
  const hexadecimal = source.text.charCodeAt(start + 2) === letterX
  const radix = hexadecimal ? 16 : 10
  const first = start + (hexadecimal ? 3 : 2)
  let code = first < end - 1 ? 0 : Number.NaN
  for (let at = first; at < end - 1 && code <= 0x10ffff; at++) {
    code = code * radix + digit(source.text.charCodeAt(at), radix)
  }
  if (!isCharacter(code)) throw source.malformed('A reference is to no character that XML knows', start)
  return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code)
}

/** The value of a digit, NaN where it is none. */
function digit(code: number, radix: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return radix === 16 && letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN
}

/** Char of XML 1.0 (production 2). */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}
