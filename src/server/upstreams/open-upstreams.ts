import type { Catalog } from '../../core/catalog.js'
import type { Dialect } from '../../core/dialect.js'
import { joinServiceObservers } from '../../core/join-service-observers.js'
import type { Clock } from '../../core/ports/clock.js'
import { type ServiceObserver, unobserved } from '../../core/ports/service-observer.js'
import { packageVersion } from '../../system/package-version.js'
import type { UpstreamsFile } from '../../upstreams/config/upstreams-file.js'
import { describeService } from '../../upstreams/openapi/describe-service.js'
import type { Log } from '../log/log.js'
import { reservedNames } from './reserved-names.js'
import { ServedUpstreams } from './served-upstreams.js'

/** The dependencies of the services behind the gateway. */
export interface UpstreamsOptions {
  readonly catalog: Catalog
  /** The dialects that are served, whose names descriptions cannot use. */
  readonly dialects: readonly Dialect[]
  readonly clock: Clock
  readonly log: Log
  /** Receives the requests to services. */
  readonly observer: ServiceObserver
  /** Reads the file again. @throws Error with one line for people */
  readonly read: () => UpstreamsFile
}

/**
 * Serves the services of a file: their methods join those of the catalog.
 *
 * @throws Error with one line for people, where a description cannot be read or two methods clash
 */
export async function openUpstreams(
  file: UpstreamsFile,
  { catalog, dialects, clock, log, observer, read }: UpstreamsOptions,
): Promise<ServedUpstreams> {
  const { createUpstreamClient } = await import('../../upstreams/client/create-upstream-client.js')
  const upstreams = new ServedUpstreams(file, {
    catalog,
    log,
    read,
    createClient: (target) => createUpstreamClient(target, { version: packageVersion, clock }),
    describe: (service) => describeService(service, reservedNames(dialects)),
    observer: joinServiceObservers(observer, {
      ...unobserved,
      missing: (service, path) => log.logger.debug({ service, path }, 'an answer lacks a required member'),
    }),
  })
  await upstreams.start()
  return upstreams
}
