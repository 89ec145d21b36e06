import type { RequestListener, ServerResponse } from 'node:http'
import { jsonContentType } from '../transports/shared/formats/json.js'
import { apiReply, sendReply } from '../transports/shared/reply.js'
import { getOnly } from './get-only.js'
import type { Missing } from './readiness.js'
import type { ServiceState } from './service-state.js'

/** The dependencies of the health endpoints. */
export interface HealthDependencies {
  /** The failing readiness checks; never rejects. */
  readonly missing: () => Promise<Missing>
  /** Whether the server is shutting down. */
  readonly isDraining: () => boolean
  readonly isMaintenance: () => boolean
  /** The services behind the gateway, as information: their failures leave the server ready. */
  readonly upstreams: {
    readonly states: readonly ServiceState[]
    /** Why the last change of their file was refused. */
    readonly problem: string | undefined
  }
}

/**
 * `/healthz` answers 200 as long as the process runs. `/readyz` answers whether a load balancer should send calls here: 503
 * while a store is unavailable or the server is stopping. It stays ready during maintenance, since this server has to
 * answer 501 in the clients' own protocols, which a balancer without nodes could not.
 */
export function createHealth({
  missing,
  isDraining,
  isMaintenance,
  upstreams,
}: HealthDependencies): ReadonlyMap<string, RequestListener> {
  const ready = async (res: ServerResponse) => {
    const found = isDraining() ? { server: 'is stopping' } : await missing()
    const isReady = Object.keys(found).length === 0
    const facts = isReady ? { ready: true, maintenance: isMaintenance() } : { ready: false, missing: found }
    sendJson(res, isReady ? 200 : 503, { ...facts, ...describeServices(upstreams) })
  }
  return new Map([
    ['/healthz', getOnly((_req, res) => sendJson(res, 200, { alive: true }))],
    ['/readyz', getOnly((_req, res) => void ready(res))],
  ])
}

/** The breakers of the services by their names, and the problem of their file; empty where there are none. */
function describeServices({ states, problem }: HealthDependencies['upstreams']): object {
  const breakers = states.map(({ service, breaker }) => [service, { breaker }])
  return {
    ...(states.length > 0 && { upstreams: Object.fromEntries(breakers) }),
    ...(problem !== undefined && { upstreams_problem: problem }),
  }
}

function sendJson(res: ServerResponse, status: number, facts: object): void {
  sendReply(res, apiReply(status, jsonContentType, `${JSON.stringify(facts)}\n`, []))
}
