import { STATUS_CODES } from 'node:http'
import type { DeclaredFault } from '../http/operation.js'
import type { RawDocument } from './document.js'
import { membersOf, type RawObject } from './raw.js'
import { titleOf } from './texts.js'

/** The last code that a declared fault can have; 98 and 99 are those of other refusals and failures. */
const lastCode = 97

/** Statuses that are never a method's own fault: those of the gateway's credentials, and of a service that is busy. */
const notOwn: ReadonlySet<string> = new Set(['401', '407', '429'])

/**
 * Reads the declared faults: the statuses from 400 to 499, which get the codes 1, 2, 3 … in the order of the document.
 *
 * @param known the codes of statuses that were assigned before, which stay
 */
export function readFaults(
  responses: RawObject,
  document: RawDocument,
  known: Readonly<Record<string, number>> = {},
): readonly DeclaredFault[] {
  const used = new Set(Object.values(known))
  let next = 1
  const faults: DeclaredFault[] = []
  for (const [word, value] of membersOf(responses)) {
    const status = word.toUpperCase()
    if (!/^4(?:\d\d|XX)$/.test(status) || notOwn.has(status)) continue
    while (used.has(next)) next++
    const code = Object.hasOwn(known, status) ? known[status] : next++
    if (code === undefined || code > lastCode) continue
    const title = titleOf(document.follow(value)['description']) ?? STATUS_CODES[status] ?? `Refused with ${status}`
    faults.push({ status, code, title, detail: false })
  }
  return faults.toSorted((a, b) => a.code - b.code)
}
