import type { Tree } from '../cases/trees.js'

/** Makes what differs by chance comparable, for one server. */
export type Comparable = (tree: Tree) => Tree

const secret = /[0-9a-f]{16,}/g
const unixTime = /^\d{10}$/
const dateTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/

/**
 * Secrets become numbers in the order in which they were first seen, so that one that shows twice is still seen to be
 * the same; times since the start become one word.
 */
export function comparableSince(start: number): Comparable {
  const seen = new Map<string, number>()
  const numberOf = (text: string) => {
    const number = seen.get(text) ?? seen.size
    seen.set(text, number)
    return `#${number}`
  }
  const isNow = (seconds: number) => seconds >= start - 2 && seconds <= Date.now() / 1000 + 2
  const scalar = (text: string) => {
    if (unixTime.test(text) && isNow(Number(text))) return 'now'
    if (dateTime.test(text) && isNow(Date.parse(`${text}Z`) / 1000)) return 'now'
    return text.replace(secret, numberOf)
  }
  const convert: Comparable = (tree) => {
    if (typeof tree === 'string') return scalar(tree)
    if (isList(tree)) return tree.map(convert)
    // In one order for all, so that secrets get the same numbers everywhere.
    const members = Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(members.map(([name, part]) => [name, convert(part)]))
  }
  return convert
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree)
}
