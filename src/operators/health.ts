import type { RequestListener, ServerResponse } from 'node:http'
import { jsonContentType } from '../transports/shared/formats/json.js'
import { apiReply, sendReply } from '../transports/shared/reply.js'
import { readersOnly } from './readers-only.js'
import type { Missing } from './readiness.js'

/** What the health endpoints tell about. */
export interface HealthDependencies {
  /** What calls cannot be answered without and is not there; never rejects. */
  readonly missing: () => Promise<Missing>
  /** Whether the server has been told to stop. */
  readonly isDraining: () => boolean
  readonly isMaintenance: () => boolean
}

/**
 * `/healthz` says 200 as long as the process can say anything. `/readyz` says whether calls should be sent here: 503
 * while a store is away or the server is stopping. Maintenance leaves it ready, since it is this server that has to
 * tell clients 501 in their own protocol; a balancer that took every node away could not.
 */
export function createHealth({
  missing,
  isDraining,
  isMaintenance,
}: HealthDependencies): ReadonlyMap<string, RequestListener> {
  const ready = async (res: ServerResponse) => {
    const found = isDraining() ? { server: 'is stopping' } : await missing()
    const isReady = Object.keys(found).length === 0
    tell(
      res,
      isReady ? 200 : 503,
      isReady ? { ready: true, maintenance: isMaintenance() } : { ready: false, missing: found },
    )
  }
  return new Map([
    ['/healthz', readersOnly((_req, res) => tell(res, 200, { alive: true }))],
    ['/readyz', readersOnly((_req, res) => void ready(res))],
  ])
}

function tell(res: ServerResponse, status: number, facts: object): void {
  sendReply(res, apiReply(status, jsonContentType, `${JSON.stringify(facts)}\n`, []))
}
