import type { PairList } from './pair-list.js'

/**
 * Reads a JSON object whose members are the parameters: strings, safe integers, finite numbers, and booleans as 1
 * and 0; a null is as if absent. Anything nested is refused.
 */
export function readJsonForm(text: string, into: PairList): void {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    into.refuse('The body is no JSON text')
    return
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    into.refuse('The JSON body must be an object that holds the parameters')
    return
  }
  const members: [string, unknown][] = Object.entries(body)
  for (const [name, value] of members) addMember(name, value, into)
  if (into.flaw === undefined && countMembers(text) !== members.length)
    into.refuse('A member of the JSON body was sent twice')
}

function addMember(name: string, value: unknown, into: PairList): void {
  if (value === null) return
  if (typeof value === 'string') into.add(name, value)
  else if (typeof value === 'boolean') into.add(name, value ? '1' : '0')
  else if (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (!Number.isInteger(value) || Number.isSafeInteger(value))
  ) {
    into.add(name, plainNumber(value))
  } else {
    into.refuse(`The parameter ${name} must be a string, a number or a boolean`)
    into.add(name, '')
  }
}

/** A number without an exponent, as parameters spell it. */
function plainNumber(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text
}

/** Counts the members of a flat JSON object, which JSON.parse hides where two have one name. */
function countMembers(text: string): number {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[:]/g) ?? []
  return tokens.filter((token) => token === ':').length
}
