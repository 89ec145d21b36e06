import { nonceWindow } from '../../config/settings.js'
import { Admitter } from '../../core/admitter.js'
import { createSignatureGuard } from '../../core/auth/signature-guard.js'
import type { Catalog } from '../../core/catalog.js'
import type { Gateway } from '../../core/gateway.js'
import { joinCallLogs } from '../../core/join-call-logs.js'
import { Pipeline } from '../../core/pipeline.js'
import type { CallHooks } from '../../core/ports/call-hooks.js'
import type { Metrics } from '../../operators/metrics/metrics.js'
import type { Traces } from '../../operators/traces/traces.js'
import { createFailureLog, type Log } from '../log/log.js'
import type { Services } from '../services.js'
import { guardHooks } from './guard-hooks.js'

/** The observers of calls. */
export interface Observers {
  readonly log: Log
  readonly metrics: Metrics
  readonly traces: Traces
  readonly hooks?: CallHooks | undefined
}

/** Builds the pipeline, with log, metrics, traces and the hooks of the program. */
export function openPipeline(
  services: Services,
  catalog: Catalog,
  { log, metrics, traces, hooks }: Observers,
): Gateway {
  const { settings, clock } = services
  const gateway = new Pipeline({
    catalog,
    identities: {
      apps: services.apps,
      tokens: services.tokenStore,
      requestTokens: services.requestTokens,
      guard: createSignatureGuard(settings.SIGNED_EXTRA && new Set(settings.SIGNED_EXTRA)),
      clock,
      nonceWindow: nonceWindow(settings),
    },
    kinds: services.kinds,
    maintenance: services.maintenance,
    admitter: new Admitter({
      admission: metrics.countAdmissions(traces.admissions(services.admission)),
      limits: { address: settings.LIMIT_IP, app: settings.LIMIT_APP },
      clock,
    }),
    blockLists: services.blockListStore,
    timeLimit: settings.CALL_TIMEOUT * 1000,
    hooks: hooks && guardHooks(hooks, log),
    log: joinCallLogs(createFailureLog(log), metrics),
  })
  return traces.calls(gateway)
}
