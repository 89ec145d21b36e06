import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Clock } from '../../core/ports/clock.js'
import type { ServiceTarget } from '../service.js'
import { Breaker } from './breaker.js'
import { ConnectionPool } from './connection-pool.js'
import { createConnector } from './connector.js'
import { createCredentials } from './credentials.js'
import { type Counters, Exchange } from './exchange.js'
import { OAuth2Tokens } from './oauth2-tokens.js'
import { createRequestWriter } from './request-writer.js'
import { RetryBudget } from './retry-budget.js'
import { type SendWithin, sendWithToken } from './send-with-token.js'
import { tokenTarget } from './token-target.js'
import { tryConnection } from './try-connection.js'
import { proxyCredentials } from './tunnel.js'
import type { Send, UpstreamClient } from './upstream-client.js'

/** What clients of services need of the gateway. */
export interface UpstreamClientDeps {
  /** The version of the gateway, for `user-agent`. */
  readonly version: string
  readonly clock: Clock
  /** Finds the addresses of a name; by default as the system does. */
  readonly lookup?: LookupFunction | undefined
}

/** Creates the client of a service. It connects when the first request is sent. */
export function createUpstreamClient(target: ServiceTarget, deps: UpstreamClientDeps): UpstreamClient {
  const { clock } = deps
  const pools = target.urls.map((url) => createPool(url, target, deps))
  const counters: Counters = { running: 0, retries: 0 }
  const budget = new RetryBudget()
  const ofService = new Breaker(target.breaker, clock)
  const credentials = createCredentials(target.auth, { clock })
  const write = createRequestWriter({ ...deps, target, credentials })
  const tokens = createTokens(target, deps)
  const { name: service, maxResponse } = target
  return {
    sender({ breaker: settings, ...retry }): Send {
      const breaker = settings === undefined ? ofService : new Breaker(settings, clock)
      const context = { service, maxResponse, pools, settings: retry, breaker, budget, counters, clock, write }
      const plain: SendWithin = (request, call, timeout) =>
        new Promise((resolve, reject) => {
          new Exchange(context, request, call, timeout, { resolve, reject }).start()
        })
      const send = tokens === undefined ? plain : sendWithToken(tokens.source, service, plain)
      return (request, call) => send(request, call, retry.timeout)
    },
    get state() {
      const queued = pools.reduce((sum, pool) => sum + pool.queued, 0)
      return { breaker: ofService.state, queued, ...counters }
    },
    async tryConnections() {
      await Promise.all(pools.map(({ options: { url, connect } }) => tryConnection(service, url, connect)))
    },
    async close() {
      await Promise.all([...pools.map((pool) => pool.close()), tokens?.client.close()])
    },
  }
}

/** The time for fetching a token, which many calls may wait for, in milliseconds. */
const TOKEN_TIME = 10_000

function createTokens(target: ServiceTarget, deps: UpstreamClientDeps) {
  const { auth, name } = target
  if (auth?.kind !== 'oauth2') return undefined
  const client = createUpstreamClient(tokenTarget(target, auth), deps)
  const send = client.sender({ timeout: TOKEN_TIME, retries: 1, idempotent: true, breaker: undefined })
  return { client, source: new OAuth2Tokens(auth, name, send, deps.clock) }
}

function createPool(url: URL, target: ServiceTarget, { lookup = systemLookup }: UpstreamClientDeps): ConnectionPool {
  const { name: service, connectTimeout: timeout, allow, auth, ca, proxy } = target
  const viaProxy = proxy !== undefined && url.protocol === 'http:' ? proxy : undefined
  return new ConnectionPool({
    url,
    basePath: url.pathname.replace(/\/$/, ''),
    authority: viaProxy === undefined ? '' : url.origin,
    headers: viaProxy === undefined ? [] : Object.entries(proxyCredentials(viaProxy)).flat(),
    connections: target.connections,
    connect: createConnector({
      service,
      target: url,
      policy: { source: 'operator', allow },
      timeout,
      ca,
      clientCert: auth?.kind === 'client-cert' ? { cert: auth.cert, key: auth.key } : undefined,
      proxy,
      lookup,
    }),
  })
}
