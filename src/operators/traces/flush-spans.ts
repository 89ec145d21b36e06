import { setTimeout } from 'node:timers/promises'

/** The timeout of the last export before a server stops, in milliseconds. */
const TIMEOUT = 2000

/**
 * Makes an SDK export its buffered spans. `forceFlush` is not part of the API, but every SDK has it.
 *
 * @param provider the SDK's provider, or the API's proxy of it, which may be from another copy of the API
 */
export async function flushSpans(provider: object): Promise<void> {
  const sdk: unknown =
    'getDelegate' in provider && typeof provider.getDelegate === 'function' ? provider.getDelegate() : provider
  if (typeof sdk !== 'object' || sdk === null) return
  if (!('forceFlush' in sdk) || typeof sdk.forceFlush !== 'function') return
  const done = new AbortController()
  // The SDK logs export errors itself.
  const sent = Promise.resolve(sdk.forceFlush()).catch(() => undefined)
  const timedOut = setTimeout(TIMEOUT, undefined, { signal: done.signal }).catch(() => undefined)
  await Promise.race([sent, timedOut])
  done.abort()
}
