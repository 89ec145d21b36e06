import { setImmediate } from 'node:timers'
import { ApiError, apiError } from '../../core/api-error.js'
import { sha256 } from '../../core/auth/hash.js'
import type { Admission, NonceUse, NonceWindow, Verdict } from '../../core/ports/admission.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import { nonceKeys, oldestRemembered } from '../nonce-keys.js'
import type { RedisConnection } from './connection.js'
import { NonceMarker } from './nonce-marker.js'
import type { NonceMemories } from './nonce-memories.js'
import { readScript, runScript } from './script.js'

/** What an adapter is made of. */
export interface RedisAdmissionParts {
  readonly redis: RedisConnection
  readonly memories: NonceMemories
  readonly window: NonceWindow
  readonly clock: Clock
  /** How long a call waits for Redis at most, in milliseconds; 80 unless told. */
  readonly patience?: number
}

const admit = readScript('admit')

/** Remembers nonces in Redis, for all gateways that share it: one script, one round trip. */
export function createRedisAdmission(parts: RedisAdmissionParts): Admission {
  const { redis, memories, window, clock, patience = 80 } = parts
  const marker = new NonceMarker(redis, memories, clock)

  const judge = async (use: NonceUse): Promise<Verdict> => {
    const tag = redis.isCluster ? clusterTag(use.key) : 'babelgate'
    const keys = nonceKeys(use)
    const names = [NonceMarker.keyOf(tag), `{${tag}}:latest:${keys.client}`, `{${tag}}:nonce:${keys.nonce}`]
    for (let attempt = 1; attempt <= 2; attempt++) {
      const run = await marker.run(tag)
      const lifetime = Math.max(1, use.timestamp - oldestRemembered(seconds(clock), window))
      const values = [run, use.timestamp, window.tolerance, window.ahead, lifetime]
      const answer = await runScript(redis.client, admit, names, values)
      if (typeof answer === 'number') return verdict(answer)
      marker.doubt(tag, run)
    }
    throw new Error('The marker of the memory of nonces vanished twice.')
  }
  return {
    async admit({ nonce }) {
      if (nonce === undefined) return admitted
      try {
        return await within(patience, judge(nonce))
      } catch (error) {
        throw asUnavailable(error)
      }
    },
    close: async () => redis.close(),
  }
}

const admitted: Verdict = { admitted: true }

/** Spreads applications over a cluster; everything of one application stays together, so that one script can reach it. */
function clusterTag(key: string): string {
  return `babelgate-${sha256(key).slice(0, 1)}`
}

function verdict(answer: number): Verdict {
  if (answer === 0) return admitted
  if (answer === 133 || answer === 134) return { admitted: false, code: answer }
  throw apiError(503, {
    detail: 'The memory of nonces was lost, so an old call cannot be told from its replay. Sign the call anew, later.',
    retryAfter: -answer,
    store: 'redis',
  })
}

/**
 * Gives up on work that takes longer than some milliseconds. What has arrived while the event loop was busy is read
 * before that is decided.
 */
function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`Redis gave no answer within ${milliseconds} ms.`))
    const timer = setTimeout(() => setImmediate(giveUp), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** What a call ends with while Redis is away. Errors of Redis carry the command, so only their message is passed on. */
function asUnavailable(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const message = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown
  return apiError(503, {
    detail: 'The memory of nonces cannot be reached. Sign the call anew and try again.',
    cause: new Error(String(message)),
    retryAfter: 1,
    store: 'redis',
  })
}
