import type { Cluster, Redis } from 'ioredis'
import { apiError } from '../../core/api-error.js'
import { admitted, type Bucket, type NonceUse, type RateLimitStatus, type Verdict } from '../../core/ports/admission.js'
import { counterName, limitsText } from '../counter-name.js'
import { nonceKeys } from '../nonce-keys.js'
import { refusal } from '../refusal.js'
import { NonceMarker } from './nonce-marker.js'
import { readScript, runScript } from './script.js'
import type { SlotRequest } from './slot-request.js'

const admit = readScript('admit')
const giveBackScript = readScript('give-back')

/** A nonce with the values that the script checks it against. */
export interface NonceTerms {
  readonly use: NonceUse
  /** The `run_id` of the Redis server on which the nonce store was verified as complete. */
  readonly runId: string
  readonly tolerance: number
  readonly ahead: number
  /** How long the nonce is kept, in seconds. */
  readonly lifetime: number
}

/** The KEYS and ARGV of `lua/admit.lua` for requests of one hash tag. */
export interface AdmitArguments {
  readonly keys: string[]
  readonly values: string[]
}

/** Starts the arguments for requests of a hash tag. */
export function admitArguments(tag: string): AdmitArguments {
  return { keys: [NonceMarker.keyOf(tag)], values: [] }
}

/** Appends a request to the arguments. */
export function addSlot({ keys, values }: AdmitArguments, { tag, buckets }: SlotRequest, nonce?: NonceTerms): void {
  if (nonce === undefined) values.push(`${buckets.length}`)
  else {
    const { use, runId, tolerance, ahead, lifetime } = nonce
    values.push(`${buckets.length} ${runId} ${use.timestamp} ${tolerance} ${ahead} ${lifetime}`)
  }
  for (const bucket of buckets) {
    keys.push(counterKey(tag, bucket))
    values.push(counterValue(bucket))
  }
  if (nonce === undefined) return
  const names = nonceKeys(nonce.use)
  keys.push(`{${tag}}:latest:${names.client}`, `{${tag}}:nonce:${names.nonce}`)
}

/** Runs the script in one round trip. @returns an answer for each request, in order; an error where that one failed */
export async function runAdmit(client: Redis | Cluster, { keys, values }: AdmitArguments): Promise<readonly unknown[]> {
  const answers = await runScript(client, admit, keys, values)
  if (!Array.isArray(answers)) throw new Error('Redis gave no list of verdicts.')
  return answers
}

/** Reverts the count in the buckets of a request. */
export async function runGiveBack(client: Redis | Cluster, { tag, buckets }: SlotRequest): Promise<void> {
  const keys = buckets.map((bucket) => counterKey(tag, bucket))
  await runScript(client, giveBackScript, keys, buckets.map(counterValue))
}

function counterKey(tag: string, bucket: Bucket): string {
  return `{${tag}}:limit:${counterName(bucket)}`
}

/** The cost and the limits in the format of the scripts. */
function counterValue({ cost, limits }: Bucket): string {
  return `${cost} ${limitsText(limits)}`
}

/**
 * Parses the script's answer for one request.
 *
 * @returns undefined where the nonce store has to be verified again
 * @throws ApiError 503 where the nonce store was lost and the call may be older than the loss; the error of Redis
 */
export function verdictOf(buckets: readonly Bucket[], answer: unknown): Verdict | undefined {
  if (answer instanceof Error) throw answer
  return Array.isArray(answer) ? readVerdict(buckets, answer) : undefined
}

function readVerdict(buckets: readonly Bucket[], answer: readonly number[]): Verdict {
  const [outcome, missing = 0] = answer
  if (outcome === 133) return { admitted: false, fault: 'oauth-nonce-used' }
  if (outcome === 134) return { admitted: false, fault: 'oauth-timestamp-refused' }
  if (outcome === 503) throw nonceStoreLost(missing)
  if (outcome === 0)
    return buckets.length === 0 ? admitted : { admitted: true, allowances: allowances(buckets, answer) }
  const [which = 0, wait = 0] = answer.slice(-2)
  const refused = buckets[which - 1]
  if (refused === undefined) throw new Error(`Redis refused a counter that it was not asked for: ${which}`)
  return refusal(refused, allowances(buckets, answer)[which - 1], wait / 1_000_000)
}

function allowances(buckets: readonly Bucket[], answer: readonly number[]): RateLimitStatus[] {
  return buckets.map(({ subject, limits }, index) => {
    const at = index * 3 + 1
    const limit = limits[(answer[at] ?? 0) - 1]
    if (limit === undefined) throw new Error(`Redis named a limit that it was not asked for: ${answer[at]}`)
    return { subject, limit, remaining: answer[at + 1] ?? 0, reset: answer[at + 2] ?? 0 }
  })
}

function nonceStoreLost(retryAfter: number) {
  return apiError('service-unavailable', {
    detail: 'The memory of nonces was lost, so an old call cannot be told from its replay. Sign the call anew, later.',
    retryAfter,
    store: 'redis',
  })
}
