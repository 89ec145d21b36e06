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

/**
 * Has a share admitted.
 *
 * @returns undefined where the memory of nonces has to be verified anew
 * @throws ApiError 503 where the memory of nonces was lost and the call may be older; what ioredis throws
 */
export async function runAdmit(
  client: Redis | Cluster,
  { tag, buckets }: Share,
  nonce?: NonceTerms,
): Promise<Verdict | undefined> {
  const keys = counterKeys(tag, buckets)
  const values = counterValues(buckets)
  if (nonce !== undefined) {
    const { use, run, tolerance, ahead, lifetime } = nonce
    const names = nonceKeys(use)
    keys.push(`{${tag}}:latest:${names.client}`, `{${tag}}:nonce:${names.nonce}`, NonceMarker.keyOf(tag))
    values.push(run, use.timestamp, tolerance, ahead, lifetime)
  }
  const answer = await runScript(client, admit, keys, values)
  return Array.isArray(answer) ? verdictOf(buckets, answer) : undefined
}

/** Gives back what the buckets of a share were charged. */
export async function runGiveBack(client: Redis | Cluster, { tag, buckets }: Share): Promise<void> {
  await runScript(client, giveBackScript, counterKeys(tag, buckets), counterValues(buckets))
}

function counterKeys(tag: string, buckets: readonly Bucket[]): string[] {
  return buckets.map((bucket) => `{${tag}}:limit:${counterName(bucket)}`)
}

/** The cost and the limits of each, as the scripts want them. */
function counterValues(buckets: readonly Bucket[]): (string | number)[] {
  return buckets.map(({ cost, limits }) => `${cost} ${limitsText(limits)}`)
}

/** Reads what admit.lua gives. */
function verdictOf(buckets: readonly Bucket[], answer: readonly number[]): Verdict {
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
