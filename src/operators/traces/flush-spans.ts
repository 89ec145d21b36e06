import { setTimeout } from 'node:timers/promises'

/** How long a collector may take for the last spans, in milliseconds; a server that stops does not wait for more. */
const PATIENCE = 2000

/**
 * Has an SDK send the spans that it gathered. The API does not know of this, but every SDK does.
 *
 * @param provider the SDK's, or the API's stand-in for it, which may be that of another copy of the API
 */
export async function flushSpans(provider: object): Promise<void> {
  const sdk: unknown =
    'getDelegate' in provider && typeof provider.getDelegate === 'function' ? provider.getDelegate() : provider
  if (typeof sdk !== 'object' || sdk === null) return
  if (!('forceFlush' in sdk) || typeof sdk.forceFlush !== 'function') return
  const done = new AbortController()
  // An SDK tells by its own log what it could not send.
  const sent = Promise.resolve(sdk.forceFlush()).catch(() => undefined)
  const late = setTimeout(PATIENCE, undefined, { signal: done.signal }).catch(() => undefined)
  await Promise.race([sent, late])
  done.abort()
}
