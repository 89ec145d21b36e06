import { isUtf8 } from 'node:buffer'
import { apiError } from '../../core/api-error.js'
import type { PairList } from './pair-list.js'
import { sizeLimits } from './size-limits.js'

/** Parses a query string. @throws ApiError 124 where it is too long */
export function readQuery(query: string, into: PairList): void {
  if (query === '') return
  if (query.length > sizeLimits.target)
    throw apiError('request-too-large', { detail: 'The query is too long; send the parameters by POST' })
  readForm(query, into)
}

/**
 * Forms of plain names and values of visible ASCII without escapes, which most are: one match of the whole is cheaper
 * than several per field. Backtracking is linear, since `=` ends a name and `&` a value.
 */
const plainForm = /^(?:[A-Za-z0-9_.-]+=[\x21-\x24\x27-\x7e]*(?:&|$))*$/

/**
 * Parses `application/x-www-form-urlencoded` text by the URL Living Standard, section 5.1, but strictly: invalid
 * percent-encoding and UTF-8 are refused.
 */
export function readForm(text: string, into: PairList): void {
  const isPlain = plainForm.test(text)
  const hasSpaces = isPlain && text.includes('+')
  let start = 0
  while (start < text.length) {
    const found = text.indexOf('&', start)
    const end = found === -1 ? text.length : found
    if (isPlain) readPlainField(text, start, end, hasSpaces, into)
    else if (end > start) readField(text, start, end, into)
    start = end + 1
  }
}

/** Reads a field of a plain form. @param hasSpaces whether the form has a `+`, the only escape in it */
function readPlainField(text: string, start: number, end: number, hasSpaces: boolean, into: PairList): void {
  const equals = text.indexOf('=', start)
  const value = text.slice(equals + 1, end)
  into.addPlain(text.slice(start, equals), hasSpaces ? value.replaceAll('+', ' ') : value)
}

function readField(text: string, start: number, end: number, into: PairList): void {
  const found = text.indexOf('=', start)
  const equals = found === -1 || found > end ? end : found
  const name = decode(text.slice(start, equals))
  const value = decode(text.slice(Math.min(equals + 1, end), end))
  if (name === undefined || value === undefined) {
    into.refuse(`The percent-encoding or the UTF-8 of ${name === undefined ? 'a name' : name} is broken`, name)
    // An undecodable field is kept as sent, so that a signed call is still recognised as one.
    into.add(name ?? text.slice(start, equals), '')
  } else {
    into.add(name, value)
  }
}

function decode(part: string): string | undefined {
  const spaced = part.includes('+') ? part.replaceAll('+', ' ') : part
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}

/** Decodes UTF-8; undefined where the bytes are invalid. */
export function utf8Text(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}
