import type { RequestListener, ServerResponse } from 'node:http'
import { jsonContentType } from '../transports/shared/formats/json.js'
import { apiReply, sendReply } from '../transports/shared/reply.js'
import { getOnly } from './get-only.js'
import type { Missing } from './readiness.js'

/** The dependencies of the health endpoints. */
export interface HealthDependencies {
  /** The failing readiness checks; never rejects. */
  readonly missing: () => Promise<Missing>
  /** Whether the server is shutting down. */
  readonly isDraining: () => boolean
  readonly isMaintenance: () => boolean
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
}: HealthDependencies): ReadonlyMap<string, RequestListener> {
  const ready = async (res: ServerResponse) => {
    const found = isDraining() ? { server: 'is stopping' } : await missing()
    const isReady = Object.keys(found).length === 0
    sendJson(
      res,
      isReady ? 200 : 503,
      isReady ? { ready: true, maintenance: isMaintenance() } : { ready: false, missing: found },
    )
  }
  return new Map([
    ['/healthz', getOnly((_req, res) => sendJson(res, 200, { alive: true }))],
    ['/readyz', getOnly((_req, res) => void ready(res))],
  ])
}

function sendJson(res: ServerResponse, status: number, facts: object): void {
  sendReply(res, apiReply(status, jsonContentType, `${JSON.stringify(facts)}\n`, []))
}
