import { performance } from 'node:perf_hooks'
import type { AbortHook } from '../../core/abort-hook.js'
import type { OAuth2Tokens } from './oauth2-tokens.js'
import type { UpstreamCall, UpstreamRequest, UpstreamResponse } from './upstream-client.js'
import { UpstreamError } from './upstream-error.js'

/** Sends a request within so many milliseconds. */
export type SendWithin = (request: UpstreamRequest, call: UpstreamCall, timeout: number) => Promise<UpstreamResponse>

/**
 * Adds the access token to requests. Where the service refuses it (401), which it does before it acts, the token is renewed and
 * the request repeated, once. The time for tokens counts towards that of the call.
 */
export function sendWithToken(tokens: OAuth2Tokens, service: string, send: SendWithin): SendWithin {
  return async (request, call, timeout) => {
    const deadline = performance.now() + timeout
    const attempt = async (): Promise<[string, UpstreamResponse]> => {
      const token = tokens.current ?? (await waitFor(tokens.fetch(), call.signal, deadline, service))
      const headers = { ...request.headers, authorization: `Bearer ${token}` }
      return [token, await send({ ...request, headers }, call, Math.max(1, deadline - performance.now()))]
    }
    const [token, response] = await attempt()
    if (response.status !== 401) return response
    response.discard()
    tokens.forget(token)
    const [, repeated] = await attempt()
    return repeated
  }
}

/** Waits for a token that other calls may wait for too. @throws UpstreamError at the deadline, else the reason of the signal */
function waitFor(token: Promise<string>, signal: AbortHook, deadline: number, service: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const onAbort = { handleEvent: () => reject(signal.reason) }
    const onTime = () =>
      reject(new UpstreamError('timeout', `${service}: there was no token in time`, { maybeSent: false }))
    const timer = setTimeout(onTime, Math.max(0, deadline - performance.now()))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort.handleEvent()
    token
      .finally(() => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      })
      .then(resolve, reject)
  })
}
