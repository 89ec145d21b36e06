import type { DescribedService } from '../../config/upstreams-file.js'
import { inPlace, type ReservedNames, readOperations } from '../describe-service.js'
import { bundle, nameOf } from '../documents/bundle.js'
import { hashesOf, type Lock, readLock, writeLock } from '../documents/lock.js'
import type { OpenApiReading } from '../openapi-options.js'
import { serviceUrls } from '../service-urls.js'
import { FetchedDocuments } from './fetched-documents.js'

/** The time for all documents of a description, in milliseconds (upstreams.md section 3). */
const longestPull = 60_000

/** A service whose description has an address. */
export type PullableService = DescribedService & {
  readonly description: Extract<DescribedService['description'], { readonly kind: 'address' }>
}

/** Whether the description of a service is fetched. */
export function isPullable(service: DescribedService): service is PullableService {
  return service.description.kind === 'address'
}

/** A fresh description beside the one that is locked. */
export interface Pulled {
  readonly lock: Lock
  readonly reading: OpenApiReading
  /** As it was pulled before; undefined where it never was. */
  readonly before: { readonly lock: Lock; readonly reading: OpenApiReading } | undefined
}

/**
 * Fetches the description of a service and reads it. The codes of faults that are locked stay.
 *
 * @param version of the gateway, for `user-agent`
 * @throws DescriptionError or UpstreamsError, in one line with the place in the file of services
 */
export async function fetchDescription(
  service: PullableService,
  names: ReservedNames,
  version: string,
): Promise<Pulled> {
  return inPlace(service, async () => {
    const { url, lockFolder } = service.description
    const locked = readLock(lockFolder, service.target.name)
    const signal = AbortSignal.timeout(longestPull)
    const { document, texts } = await bundle(url, new FetchedDocuments(service, url, { version, signal }))
    const reading = readOperations(service, { document, codes: locked?.numbers.codes }, names)
    serviceUrls(service, reading.servers)
    const sources = Object.fromEntries(
      Object.entries(hashesOf(texts)).map(([address, hash]) => [nameOf(new URL(address)), hash]),
    )
    return {
      lock: { document, numbers: { codes: reading.codes, sources } },
      reading,
      before: locked && {
        lock: locked,
        reading: readOperations(service, { document: locked.document, codes: locked.numbers.codes }, names),
      },
    }
  })
}

/** Fetches the description of a service and writes its lock. @throws as `fetchDescription` does */
export async function pullService(service: PullableService, names: ReservedNames, version: string): Promise<Pulled> {
  const pulled = await fetchDescription(service, names, version)
  await inPlace(service, async () => writeLock(service.description.lockFolder, service.target.name, pulled.lock))
  return pulled
}
