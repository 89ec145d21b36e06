import type { Cluster, Redis } from 'ioredis'
import { apiError } from '../../core/api-error.js'
import { type Allowance, admitted, type Bucket, type NonceUse, type Verdict } from '../../core/ports/admission.js'
import { counterName, limitsText } from '../counter-name.js'
import { nonceKeys } from '../nonce-keys.js'
import { refusal } from '../refusal.js'
import { NonceMarker } from './nonce-marker.js'
import { readScript, runScript } from './script.js'
import type { Share } from './share.js'

const admit = readScript('admit')
const giveBackScript = readScript('give-back')

/** What the script must know about a nonce beside the nonce. */
export interface NonceTerms {
  readonly use: NonceUse
  /** The run of the server that the memory of nonces was found whole on. */
  readonly run: string
  readonly tolerance: number
  readonly ahead: number
  /** For how many seconds to remember it. */
  readonly lifetime: number
}

/** A share as the script wants it. */
export interface AdmitQuestion {
  readonly keys: readonly string[]
  readonly values: readonly string[]
}

/** Asks for a share to be admitted. */
export function admitQuestion({ tag, buckets }: Share, nonce?: NonceTerms): AdmitQuestion {
  const keys = counterKeys(tag, buckets)
  const values = counterValues(buckets)
  if (nonce === undefined) return { keys, values: [`${buckets.length}`, ...values] }
  const { use, run, tolerance, ahead, lifetime } = nonce
  const names = nonceKeys(use)
  keys.push(`{${tag}}:latest:${names.client}`, `{${tag}}:nonce:${names.nonce}`, NonceMarker.keyOf(tag))
  return {
    keys,
    values: [`${buckets.length} ${run} ${use.timestamp} ${tolerance} ${ahead} ${lifetime}`, ...values],
  }
}

/** Asks all questions, of keys that lie together, in one round trip. @returns the answers; what one failed with is an error among them */
export async function runAdmit(client: Redis | Cluster, questions: readonly AdmitQuestion[]): Promise<unknown[]> {
  const keys = questions.flatMap((question) => question.keys)
  const values = questions.flatMap((question) => question.values)
  const answers = await runScript(client, admit, keys, values)
  if (!Array.isArray(answers)) throw new Error('Redis gave no list of verdicts.')
  return answers
}

/** Gives back what the buckets of a share were charged. */
export async function runGiveBack(client: Redis | Cluster, { tag, buckets }: Share): Promise<void> {
  await runScript(client, giveBackScript, counterKeys(tag, buckets), counterValues(buckets))
}

function counterKeys(tag: string, buckets: readonly Bucket[]): string[] {
  return buckets.map((bucket) => `{${tag}}:limit:${counterName(bucket)}`)
}

/** The cost and the limits of each, as the scripts want them. */
function counterValues(buckets: readonly Bucket[]): string[] {
  return buckets.map(({ cost, limits }) => `${cost} ${limitsText(limits)}`)
}

/**
 * Reads what the script gives for a share.
 *
 * @returns undefined where the memory of nonces has to be verified anew
 * @throws ApiError 503 where the memory of nonces was lost and the call may be older; the error that Redis gave
 */
export function verdictOf(buckets: readonly Bucket[], answer: unknown): Verdict | undefined {
  if (answer instanceof Error) throw answer
  return Array.isArray(answer) ? readVerdict(buckets, answer) : undefined
}

function readVerdict(buckets: readonly Bucket[], answer: readonly number[]): Verdict {
  const [outcome, missing = 0] = answer
  if (outcome === 133 || outcome === 134) return { admitted: false, code: outcome }
  if (outcome === 503) throw memoryLost(missing)
  if (outcome === 0)
    return buckets.length === 0 ? admitted : { admitted: true, allowances: allowances(buckets, answer) }
  const [which = 0, wait = 0] = answer.slice(-2)
  const refused = buckets[which - 1]
  if (refused === undefined) throw new Error(`Redis refused a counter that it was not asked for: ${which}`)
  return refusal(refused, allowances(buckets, answer)[which - 1], wait / 1_000_000)
}

function allowances(buckets: readonly Bucket[], answer: readonly number[]): Allowance[] {
  return buckets.map(({ subject, limits }, index) => {
    const at = index * 3 + 1
    const limit = limits[(answer[at] ?? 0) - 1]
    if (limit === undefined) throw new Error(`Redis named a limit that it was not asked for: ${answer[at]}`)
    return { subject, limit, remaining: answer[at + 1] ?? 0, reset: answer[at + 2] ?? 0 }
  })
}

function memoryLost(retryAfter: number) {
  return apiError(503, {
    detail: 'The memory of nonces was lost, so an old call cannot be told from its replay. Sign the call anew, later.',
    retryAfter,
    store: 'redis',
  })
}
