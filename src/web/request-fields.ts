import type { Request } from 'express'
import { malformed } from '../core/api-error.js'
import type { Pair } from '../core/call.js'

/** A field of a posted form; empty where it is absent or there twice. */
export function formField(req: Request, name: string): string {
  const body: unknown = req.body
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : ''
}

/**
 * The pairs of an address's query, in their order.
 *
 * @throws ApiError 123 where a percent sign does not begin the code of a character
 */
export function queryPairs(address: string): Pair[] {
  const start = address.indexOf('?')
  if (start === -1) return []
  const parts = address.slice(start + 1).split('&')
  return parts.filter((part) => part !== '').map(readPair)
}

/** The value of a query parameter; empty where it is absent. */
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
