import { notXml } from '../../core/schema/not-xml.js'
import { isObject } from '../../core/schema/pick-branch.js'
import { isExact } from '../../core/schema/scalar-values.js'
import { deepestTree } from '../../core/schema/shape.js'
import { prototypeNames, WireNumber } from '../../core/schema/wire-tree.js'
import { type AnswerFacts, unfit } from './answer-value.js'

/**
 * Reads a value of any type. Integers that a double cannot hold are bigints, other such numbers the text of their digits. Names that lead to
 * prototypes are dropped.
 *
 * @throws UpstreamError where it is nested too deep, or holds characters that XML cannot carry
 */
export function anyValue(value: unknown, facts: AnswerFacts, path: string, depth = 0): unknown {
  if (depth > deepestTree) throw unfit({ path }, `nested at most ${deepestTree} deep`)
  if (typeof value === 'string') return facts.isSuspicious ? carriable(value, path) : value
  if (typeof value === 'number' && !Number.isFinite(value)) throw unfit({ path }, 'free of numbers beyond a double')
  if (value instanceof WireNumber) return exactNumber(value.text)
  if (Array.isArray(value)) return value.map((item) => anyValue(item, facts, path, depth + 1))
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([name]) => !prototypeNames.has(name))
  return Object.fromEntries(
    members.map(([name, member]) => [
      facts.isSuspicious ? carriable(name, path) : name,
      anyValue(member, facts, path, depth + 1),
    ]),
  )
}

/** A text that XML can carry. @throws UpstreamError for any other */
export function carriable(text: string, path: string): string {
  if (notXml.test(text)) throw unfit({ path }, 'free of control characters')
  return text
}

/** The most digits of an integer that becomes a bigint, since the time to make one grows with their square. */
const mostDigits = 1000

const integer = /^-?[0-9]+$/

function exactNumber(text: string): number | bigint | string {
  if (text.length > mostDigits) return text
  const value = Number(text)
  if (integer.test(text)) return Number.isSafeInteger(value) ? value : BigInt(text)
  return String(value) === text || isExact(text) ? value : text
}
