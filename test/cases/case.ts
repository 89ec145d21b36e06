import type { Pair } from '../../src/core/pair.js'
import type { CallerName } from './credentials.js'
import type { Sent } from './drivers/index.js'

/** What a case may work with; every driver has a document of its own. */
export interface Bed {
  readonly userId: string
  readonly docId: string
  readonly picture: Buffer
}

/** A call, and what must come of it: a value, or the code of a fault. */
export interface Step extends Pick<Sent, 'files' | 'format' | 'verb'> {
  readonly as: CallerName
  readonly method: string
  readonly params?: readonly Pair[]
  /** What the answer must match. */
  readonly gives: unknown
}

/** A fault of the error table or of the method. */
export interface FaultOf {
  readonly code: number
}

/** Steps that follow each other. */
export type Case = (bed: Bed) => readonly Step[]

/** Expects a fault. */
export const code = (number: number): FaultOf => ({ code: number })

/** Expects an answer. */
export const value = (tree: unknown) => ({ value: tree })

/** A text that makes any call too large. */
export const hugeText = 'x'.repeat(1_100_000)

/** A case of one step. */
export const one =
  (step: Step | ((bed: Bed) => Step)): Case =>
  (bed) => [typeof step === 'function' ? step(bed) : step]

/** A case that has `test.echo` answer. */
export const echo = (params: readonly Pair[], gives: unknown, as: CallerName = 'key') =>
  one({ as, method: 'test.echo', params, gives })

/** Changes a member of a document. */
export function change(docId: string, name: string, text: string): Step {
  const params: Pair[] = [
    ['doc_id', docId],
    [name, text],
  ]
  return { as: 'writer', method: 'doc.set', params, gives: value(expect.anything()) }
}

/** Has somebody tag a document. */
export function tag(as: CallerName, docId: string, gives: unknown): Step {
  const params: Pair[] = [
    ['doc_id', docId],
    ['keywords', 'sea'],
  ]
  return { as, method: 'doc.tags.add', params, gives }
}
