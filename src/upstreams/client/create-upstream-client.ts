import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Clock } from '../../core/ports/clock.js'
import type { ServiceTarget } from '../service.js'
import { Breaker } from './breaker.js'
import { ConnectionPool } from './connection-pool.js'
import { createConnector } from './connector.js'
import { createCredentials } from './credentials.js'
import { type Counters, Exchange } from './exchange.js'
import { createRequestWriter } from './request-writer.js'
import { RetryBudget } from './retry-budget.js'
import { proxyCredentials } from './tunnel.js'
import type { Send, UpstreamClient, UpstreamResponse } from './upstream-client.js'

/** What clients of services need of the gateway. */
export interface UpstreamClientDeps {
  /** The version of the gateway, for `user-agent`. */
  readonly version: string
  readonly clock: Clock
  /** The headers of the trace that a call belongs to, such as `traceparent`. */
  readonly traceHeaders?: (() => Readonly<Record<string, string>>) | undefined
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
  const write = createRequestWriter({ ...deps, target, credentials, traceHeaders: deps.traceHeaders })
  const { name: service, maxResponse } = target
  return {
    sender({ breaker: settings, ...retry }): Send {
      const breaker = settings === undefined ? ofService : new Breaker(settings, clock)
      const context = { service, maxResponse, pools, settings: retry, breaker, budget, counters, clock, write }
      return (request, call) =>
        new Promise<UpstreamResponse>((resolve, reject) => {
          new Exchange(context, request, call, { resolve, reject }).start()
        })
    },
    get state() {
      const queued = pools.reduce((sum, pool) => sum + pool.queued, 0)
      return { breaker: ofService.state, queued, ...counters }
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.close()))
    },
  }
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
