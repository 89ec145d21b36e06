import type { DeclaredFault } from '../../http/operation.js'
import type { FaultOverride } from '../method-override.js'
import { UpstreamsError } from '../upstreams-error.js'

/**
 * Puts the faults of the file before those of a description. A status that both have keeps code and title of the description where
 * the file says nothing of them.
 *
 * @returns the faults in the order of their codes
 * @throws UpstreamsError where a fault has no code or no title, or two of one code differ in their titles
 */
export function declareFaults(
  described: readonly DeclaredFault[],
  overrides: readonly FaultOverride[],
): readonly DeclaredFault[] {
  const byStatus = new Map(described.map((fault) => [fault.status.toUpperCase(), fault]))
  for (const { status, where, detail, ...given } of overrides) {
    const before = byStatus.get(status)
    const code = given.code ?? before?.code
    const title = given.title ?? before?.title
    const fail = (what: string) => new UpstreamsError(`${where} ${what}`)
    if (code === undefined) throw fail('must have a code, from 1 to 97')
    if (title === undefined) throw fail('must have a title')
    byStatus.delete(status)
    const alike = [...byStatus.values()].find((fault) => fault.code === code && fault.title !== title)
    if (alike !== undefined) {
      throw fail(`has the code ${code} with another title than ${alike.status}; give them one title, or another code`)
    }
    byStatus.set(status, { status, code, title, detail })
  }
  return [...byStatus.values()].sort((a, b) => a.code - b.code)
}
