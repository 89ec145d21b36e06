import { Admitter } from '../../src/core/admitter.js'
import { createSignatureGuard } from '../../src/core/auth/signature-guard.js'
import type { LimitPolicy } from '../../src/core/limits/policy.js'
import type { PipelineDependencies } from '../../src/core/pipeline.js'
import type { NonceWindow } from '../../src/core/ports/admission.js'
import type { Clock } from '../../src/core/ports/clock.js'
import { createMemoryAdmission } from '../../src/stores/memory/admission.js'
import { kinds } from './permission-kinds.js'
import type { Stores } from './sql-stores.js'

/** What applies where nobody has set anything else. */
const nonceWindow: NonceWindow = { back: 300, ahead: 60, tolerance: 300 }

const limits: LimitPolicy = { address: [], app: [] }

/** What a gateway finds out by who calls, and what calls may use up. */
export function gatewayParts(
  { apps, tokens, requestTokens, blockLists }: Stores,
  clock: Clock,
): Pick<PipelineDependencies, 'identities' | 'kinds' | 'admitter' | 'maintenance' | 'blockLists' | 'timeLimit'> {
  const guard = createSignatureGuard(new Set())
  return {
    identities: { apps, tokens, requestTokens, guard, clock, nonceWindow },
    kinds,
    admitter: new Admitter({ admission: createMemoryAdmission(nonceWindow, clock), limits, clock }),
    maintenance: { isOn: () => false },
    blockLists,
    timeLimit: 30_000,
  }
}
