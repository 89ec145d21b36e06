import { createSignatureGuard } from '../../src/core/auth/signature-guard.js'
import type { GatewayParts } from '../../src/core/gateway.js'
import type { NonceWindow } from '../../src/core/ports/admission.js'
import type { Clock } from '../../src/core/ports/clock.js'
import type { Registry } from '../../src/core/registry.js'
import { createMemoryAdmission } from '../../src/stores/memory/admission.js'
import type { Stores } from './sql-stores.js'

/** What applies where nobody has set anything else. */
const nonceWindow: NonceWindow = { back: 300, ahead: 60, tolerance: 300 }

/** What a gateway finds out by who calls, and what calls may use up. */
export function gatewayParts<Services extends object>(
  registry: Registry<Services>,
  { apps, tokens, requestTokens }: Stores,
  clock: Clock,
): Pick<GatewayParts<Services>, 'identities' | 'admission' | 'maintenance'> {
  const guard = createSignatureGuard(registry, new Set())
  return {
    identities: { apps, tokens, requestTokens, guard, clock, nonceWindow },
    admission: createMemoryAdmission(nonceWindow, clock),
    maintenance: { isOn: () => false },
  }
}
