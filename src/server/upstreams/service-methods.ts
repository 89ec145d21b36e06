import type { Dialect } from '../../core/dialect.js'
import type { MethodSpec } from '../../core/method-spec.js'
import { systemClock } from '../../core/ports/clock.js'
import { unobserved } from '../../core/ports/service-observer.js'
import { packageVersion } from '../../system/package-version.js'
import type { UpstreamsFile } from '../../upstreams/config/upstreams-file.js'
import { openServices } from '../../upstreams/open-services.js'
import { describeService } from '../../upstreams/openapi/describe-service.js'
import { reservedNames } from './reserved-names.js'

/**
 * The methods of the services of a file, for commands that describe them. Nothing is connected to.
 *
 * @throws Error with one line for people
 */
export async function serviceMethods(
  { services }: UpstreamsFile,
  dialects: readonly Dialect[],
): Promise<readonly MethodSpec[]> {
  if (services.length === 0) return []
  const { createUpstreamClient } = await import('../../upstreams/client/create-upstream-client.js')
  const open = await openServices(services, {
    createClient: (target) => createUpstreamClient(target, { version: packageVersion, clock: systemClock }),
    describe: (service) => describeService(service, reservedNames(dialects)),
    observer: unobserved,
  })
  return open.flatMap(({ specs }) => specs)
}
