import { LRUCache } from 'lru-cache'
import type { AnswerMeta } from '../core/answer-meta.js'
import type { Invocation } from '../core/method-spec.js'
import type { CacheLookup } from '../core/ports/service-observer.js'
import { Flight } from './flight.js'
import type { CacheSettings } from './http/operation.js'
import { writeValue } from './http/write-json.js'

/** The answer of a service. */
export interface ServiceAnswer {
  readonly result: unknown
  /** What it says beside its content. */
  readonly meta: AnswerMeta | undefined
}

/** Asks the service, with a signal that may outlive the call. */
export type Load = (signal: AbortSignal) => Promise<ServiceAnswer>

/** The bytes that the answers of one service may take, about. */
const maxBytes = 32 * 1024 * 1024

/**
 * The answers of one service by method, parameters and caller. Equal calls that come together become one; failures are not kept. Calls
 * have been admitted and counted before.
 */
export class AnswerCache {
  readonly #kept = new LRUCache<string, ServiceAnswer>({ maxSize: maxBytes })
  readonly #onLookup: (lookup: CacheLookup) => void
  readonly #flights = new Map<string, Flight<ServiceAnswer>>()
  /** @param onLookup called for every call, with how it was answered */
  constructor(onLookup: (lookup: CacheLookup) => void) {
    this.#onLookup = onLookup
  }

  /** The bytes that it holds, about. */
  get bytes(): number {
    return this.#kept.calculatedSize
  }

  /**
   * Gives the answer that is kept, or loads it.
   *
   * @param method the name of the method
   * @throws what `load` throws; the reason of the call's signal where that aborts first
   */
  async get(method: string, settings: CacheSettings, invocation: CachedInvocation, load: Load): Promise<ServiceAnswer> {
    const key = keyOf(method, settings, invocation)
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      this.#onLookup('hit')
      return kept
    }
    const flight = this.#flights.get(key)
    if (flight === undefined || flight.isAborted) {
      this.#onLookup('miss')
      return this.#start(key, settings, load).join(invocation.signal)
    }
    this.#onLookup('shared')
    return flight.join(invocation.signal)
  }

  #start(key: string, settings: CacheSettings, load: Load): Flight<ServiceAnswer> {
    const flight = new Flight<ServiceAnswer>(async (signal) => {
      try {
        const answer = await load(signal)
        this.#keep(key, answer, settings)
        return answer
      } finally {
        if (this.#flights.get(key) === flight) this.#flights.delete(key)
      }
    })
    this.#flights.set(key, flight)
    return flight
  }

  #keep(key: string, answer: ServiceAnswer, settings: CacheSettings): void {
    const size = 2 * key.length + sizeOf(answer.result)
    if (size <= maxBytes / 8) this.#kept.set(key, answer, { ttl: settings.for, size })
  }
}

/** The bytes of a value, about. Without recursion, since undeclared members of an answer may be nested deeper than the stack. */
function sizeOf(value: unknown): number {
  const rest: unknown[] = [value]
  let size = 0
  while (rest.length > 0) {
    const one = rest.pop()
    size += 16
    if (typeof one === 'string') size += 2 * one.length
    else if (typeof one === 'bigint') size += 2 * one.toString().length
    else if (typeof one === 'object' && one !== null) {
      for (const [name, member] of Object.entries(one)) {
        size += 2 * name.length
        rest.push(member)
      }
    }
  }
  return size
}

/** The facts of a call that its key and its waiting depend on. */
export type CachedInvocation = Pick<Invocation<Record<string, unknown>>, 'params' | 'caller' | 'signal'>

/** The key of an answer: per caller by application and user, where there are any. */
function keyOf(method: string, { per }: CacheSettings, { params, caller }: CachedInvocation): string {
  const scope = per === 'everyone' ? [] : [caller.application?.key ?? null, caller.user?.id ?? null]
  return `${method}\n${JSON.stringify(scope)}\n${writeValue(params)}`
}
