import { plainDecimal } from '../../core/schema/plain-decimal.js'
import { type TreeCheck, WireNumber, type WireTree, WireTreeError } from '../../core/schema/wire-tree.js'

/**
 * Makes a tree of a value of JavaScript: of JSON's own types, bigints as their digits, dates as instants, bytes as base64.
 * Members that are undefined are left out.
 *
 * @param check of the call that the value is a part of
 * @param depth how many values stand around it
 * @throws WireTreeError where it is anything else, too deep or too large, or holds what no call may carry
 */
export function toWireTree(value: unknown, check: TreeCheck, depth = 0): WireTree {
  check.value(depth)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return check.text(value)
  if (typeof value === 'number' && Number.isFinite(value)) return new WireNumber(plainDecimal(value))
  if (typeof value === 'bigint') return digitsOf(value)
  if (Array.isArray(value)) return value.map((item) => toWireTree(item, check, depth + 1))
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (!isPlainObject(value)) throw new WireTreeError(`holds ${nameOf(value)}, which no parameter can be`)
  const members = new Map<string, WireTree>()
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) check.member(members, name, toWireTree(member, check, depth + 1))
  }
  return members
}

/** A number where a double holds it, else a text. */
function digitsOf(value: bigint): WireTree {
  const text = value.toString()
  return Number.isSafeInteger(Number(value)) ? new WireNumber(text) : text
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function nameOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'object' && value !== null ? 'an object of a class' : `a value of the type ${typeof value}`
}
