import { readDateTime } from '../../core/schema/date-time.js'
import { TreeCheck, WireNumber, type WireTree } from '../../core/schema/wire-tree.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readValue } from './value.js'

/**
 * Reads a `value` as a tree.
 *
 * @throws ApiError 122 for a value that is invalid for its type; WireTreeError beyond the limits of trees
 */
export function readTree(element: XmlElement): WireTree {
  return readInside(element, new TreeCheck(), 0)
}

function readInside(element: XmlElement, check: TreeCheck, depth: number): WireTree {
  check.value(depth)
  const value = readValue(element)
  switch (value.kind) {
    case 'nil':
      return null
    case 'string':
      return check.text(value.text)
    case 'base64':
      return value.bytes.toString('base64')
    case 'array':
      return value.items.map((item) => readInside(item, check, depth + 1))
    case 'struct': {
      const members = new Map<string, WireTree>()
      for (const [name, member] of value.members) check.member(members, name, readInside(member, check, depth + 1))
      return members
    }
    case 'scalar':
      return readScalar(value.tag, value.text)
  }
}

function readScalar(tag: string, text: string): WireTree {
  if (tag === 'boolean') return text === '1' || text.toLowerCase() === 'true'
  return tag === 'dateTime.iso8601' ? instantOf(text) : new WireNumber(text)
}

/** Converts a date and time to RFC 3339; without a zone it is UTC, as in answers. */
function instantOf(text: string): string {
  const written = readDateTime(text)
  if (written?.time === undefined) return text
  const zone = /(?:Z|[+-]\d\d(?::?\d\d)?)$/i.exec(text.slice(text.indexOf(':')))?.[0] ?? 'Z'
  const fraction = /[.,](\d+)/.exec(text)?.[1]
  return `${written.date}T${written.time}${fraction === undefined ? '' : `.${fraction}`}${zone}`
}
