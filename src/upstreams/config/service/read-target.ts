import type { BreakerSettings } from '../../client/upstream-client.js'
import type { ServiceTarget } from '../../service.js'
import { isClientHeader } from '../client-headers.js'
import type { SecretKeeper } from '../file/secret-keeper.js'
import type { Spot } from '../file/source.js'
import { addressWords, type InheritedWords, type ServiceWords } from '../words/file-words.js'
import { readAuth } from './read-auth.js'

/** What a service inherits, complete. */
export interface Inherited {
  readonly timeout: number
  readonly connectTimeout: number
  readonly retries: number
  readonly breaker: BreakerSettings
  readonly connections: number
  readonly maxResponse: number
}

/** What holds where the file says nothing. Times are milliseconds. */
export const standard: Inherited = {
  timeout: 10_000,
  connectTimeout: 2000,
  retries: 1,
  breaker: { failures: 5, openFor: 10_000 },
  connections: 64,
  maxResponse: 4 * 1024 * 1024,
}

/** Puts the words of a service, or of `defaults`, before what it inherits. */
export function inherit(words: InheritedWords, from: Inherited): Inherited {
  return {
    timeout: words.timeout ?? from.timeout,
    connectTimeout: words.connect_timeout ?? from.connectTimeout,
    retries: words.retries ?? from.retries,
    breaker: inheritBreaker(words.breaker, from.breaker),
    connections: words.connections ?? from.connections,
    maxResponse: words.max_response ?? from.maxResponse,
  }
}

/** A breaker of the file; what it does not say is inherited. */
export function inheritBreaker(words: InheritedWords['breaker'], from: BreakerSettings): BreakerSettings {
  return { failures: words?.failures ?? from.failures, openFor: words?.open_for ?? from.openFor }
}

/**
 * Reads how a service is called.
 *
 * @throws UpstreamsError
 */
export function readTarget(
  { name, words, inherited }: { readonly name: string; readonly words: ServiceWords; readonly inherited: Inherited },
  spot: Spot,
  keeper: SecretKeeper,
): ServiceTarget {
  const { url = [], allow = [], auth, ca, proxy, forward_user: forwardUser } = words
  return {
    name,
    urls: url.map((text, index) => readAddress(text, url.length > 1 ? spot.at('url', index) : spot.at('url'))),
    allow: allow.map((host) => host.toLowerCase()),
    auth: auth && readAuth(auth, spot.at('auth'), keeper),
    connectTimeout: inherited.connectTimeout,
    connections: inherited.connections,
    maxResponse: inherited.maxResponse,
    breaker: inherited.breaker,
    ca: ca === undefined ? undefined : keeper.pem(ca, spot.at('ca')),
    proxy: proxy === undefined ? undefined : readProxy(proxy, spot.at('proxy'), keeper),
    forwardUser: forwardUser && readForwardUser(forwardUser, spot.at('forward_user')),
  }
}

function readAddress(text: string, spot: Spot): URL {
  const { data, error } = addressWords.safeParse(text)
  return data ?? spot.fail(error?.issues[0]?.message ?? 'is no address')
}

/** The address of a proxy, which may hold its user and password. */
function readProxy(text: string, spot: Spot, keeper: SecretKeeper): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname + url.search + url.hash !== '/') {
    return spot.fail('must be the address of a proxy, such as http://proxy.example.com:3128')
  }
  if (url.password !== '') keeper.keepPassword(url.password, spot)
  return url
}

function readForwardUser(name: string, spot: Spot): string {
  const lower = name.toLowerCase()
  const isTaken = isClientHeader(lower) || ['authorization', 'cookie', 'x-application'].includes(lower)
  return isTaken ? spot.fail('is a header of another purpose; choose one such as X-User-Id') : lower
}
