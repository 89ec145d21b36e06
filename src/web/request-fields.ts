import type { Request } from 'express'
import { malformed } from '../core/api-error.js'
import type { Pair } from '../core/call.js'

/** The value of a form field; empty if it is absent or repeated. */
export function formField(req: Request, name: string): string {
  const body: unknown = req.body
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : ''
}

/**
 * Parses the query of an address into pairs, in their order.
 *
 * @throws ApiError 123 for invalid percent-encoding
 */
export function queryPairs(address: string): Pair[] {
  const start = address.indexOf('?')
  if (start === -1) return []
  const parts = address.slice(start + 1).split('&')
  return parts.filter((part) => part !== '').map(readPair)
}

/** The value of a query parameter; empty if it is absent. */
export function queryField(req: Request, name: string): string {
  return queryPairs(req.originalUrl).find(([key]) => key === name)?.[1] ?? ''
}

function readPair(part: string): Pair {
  const equals = part.indexOf('=')
  return equals === -1 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw malformed('The address holds a percent sign that does not begin the code of a character', cause)
  }
}
