import type { Caller } from '../../core/caller.js'
import { MethodInvocation } from '../../core/method-invocation.js'
import type { MethodSpec } from '../../core/method-spec.js'
import type { Pair } from '../../core/pair.js'
import { systemClock } from '../../core/ports/clock.js'
import { unobserved } from '../../core/ports/service-observer.js'
import { registerMethod } from '../../core/registered-method.js'
import { packageVersion } from '../../system/package-version.js'
import type { ConfiguredService } from '../../upstreams/config/upstreams-file.js'
import { type OpenService, openServices } from '../../upstreams/open-services.js'
import { describeService, type ReservedNames } from '../../upstreams/openapi/describe-service.js'

/** Opens a service for calls of the operator, without a gateway. @throws Error with one line for people */
export async function openForOperator(service: ConfiguredService, names: ReservedNames): Promise<OpenService> {
  const { createUpstreamClient } = await import('../../upstreams/client/create-upstream-client.js')
  const [open] = await openServices([service], {
    createClient: (target) => createUpstreamClient(target, { version: packageVersion, clock: systemClock }),
    describe: (described) => describeService(described, names),
    observer: unobserved,
  })
  if (open === undefined) throw new TypeError('no service was opened')
  return open
}

/** The operator has no application, and no service asks for one. */
const operator: Caller = { application: undefined, user: undefined, permissions: {}, token: undefined }

/**
 * Calls a method of a service without keys, permissions and limits.
 *
 * @param id the id of the call, sent as `X-Request-Id`
 * @param pairs the parameters as texts
 * @throws ApiError
 */
export async function callForOperator(spec: MethodSpec, id: string, pairs: readonly Pair[]): Promise<unknown> {
  const method = registerMethod(spec, spec.service, {})
  return method.run(
    new MethodInvocation({
      id,
      params: method.params.read(pairs, { ignored: new Set(), refused: new Set() }),
      caller: operator,
      files: new Map(),
      publicUrl: () => '',
      registry: { directoryFor: () => ({ methods: [], find: () => undefined, pageOf: () => '', document: refuse }) },
      app: undefined,
    }),
  )
}

function refuse(): never {
  throw new TypeError('a method of a service describes no methods')
}
