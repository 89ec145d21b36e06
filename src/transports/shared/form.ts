import { isUtf8 } from 'node:buffer'
import { apiError } from '../../core/api-error.js'
import type { PairList } from './pair-list.js'
import { sizeLimits } from './size-limits.js'

/** Reads the query of an address. @throws ApiError 124 where it is too long */
export function readQuery(query: string, into: PairList): void {
  if (query === '') return
  if (query.length > sizeLimits.target)
    throw apiError('request-too-large', { detail: 'The query is too long; send the parameters by POST' })
  readForm(query, into)
}

/**
 * What nearly all forms look like: names that need no second look, and values of visible ASCII without an escape. One
 * look at the whole costs less than several at each part. (Whatever it backtracks it reads once more and no oftener,
 * since `=` ends a name and `&` a value.)
 */
const plainForm = /^(?:[A-Za-z0-9_.-]+=[\x21-\x24\x27-\x7e]*(?:&|$))*$/

/**
 * Reads `application/x-www-form-urlencoded` text, strictly: percent-encoding and UTF-8 must be right.
 * (URL Living Standard section 5.1, without its forgiveness.)
 */
export function readForm(text: string, into: PairList): void {
  const isPlain = plainForm.test(text)
  let start = 0
  while (start < text.length) {
    const found = text.indexOf('&', start)
    const end = found === -1 ? text.length : found
    if (isPlain) readPlainField(text, start, end, into)
    else if (end > start) readField(text, start, end, into)
    start = end + 1
  }
}

/** A field of a form that was found to be plain, where only `+` stands for something else. */
function readPlainField(text: string, start: number, end: number, into: PairList): void {
  const equals = text.indexOf('=', start)
  const value = text.slice(equals + 1, end)
  into.addPlain(text.slice(start, equals), value.includes('+') ? value.replaceAll('+', ' ') : value)
}

function readField(text: string, start: number, end: number, into: PairList): void {
  const found = text.indexOf('=', start)
  const equals = found === -1 || found > end ? end : found
  const name = decode(text.slice(start, equals))
  const value = decode(text.slice(Math.min(equals + 1, end), end))
  if (name === undefined || value === undefined) {
    into.refuse(`The percent-encoding or the UTF-8 of ${name === undefined ? 'a name' : name} is broken`)
    // What cannot be decoded is kept as written, so that it still shows whether the call is signed.
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

/** Turns bytes into text; undefined where they are not UTF-8. */
export function utf8Text(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}
