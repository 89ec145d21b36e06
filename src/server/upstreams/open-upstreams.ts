import type { Catalog } from '../../core/catalog.js'
import type { Clock } from '../../core/ports/clock.js'
import { packageVersion } from '../../system/package-version.js'
import { createUpstreamClient } from '../../upstreams/client/create-upstream-client.js'
import type { UpstreamsFile } from '../../upstreams/config/upstreams-file.js'
import type { Log } from '../log/log.js'
import { ServedUpstreams } from './served-upstreams.js'

/** The dependencies of the services behind the gateway. */
export interface UpstreamsOptions {
  readonly catalog: Catalog
  readonly clock: Clock
  readonly log: Log
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
  { catalog, clock, log, read }: UpstreamsOptions,
): Promise<ServedUpstreams> {
  const upstreams = new ServedUpstreams(file, {
    catalog,
    log,
    read,
    createClient: (target) => createUpstreamClient(target, { version: packageVersion, clock }),
    describe: ({ place }) => Promise.reject(new TypeError(`${place}: descriptions are not read yet`)),
    onMissing: (service, path) => log.logger.debug({ service, path }, 'an answer lacks a required member'),
  })
  await upstreams.start()
  return upstreams
}
