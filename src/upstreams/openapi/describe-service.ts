import { fileURLToPath } from 'node:url'
import { applyOverrides } from '../config/apply-overrides.js'
import { chooseOperations } from '../config/choose-operations.js'
import type { DescribedService } from '../config/upstreams-file.js'
import type { HttpService } from '../service.js'
import { readLocalDescription } from './documents/local-files.js'
import { lockFiles, readLock } from './documents/lock.js'
import type { Degradation, FaultCodes, OpenApiReading, RefusedOperation } from './openapi-options.js'
import { readOpenApi } from './read-openapi.js'
import { DescriptionError } from './refusal.js'
import { serviceUrls } from './service-urls.js'

/** The names that descriptions cannot use, since the dialects of the gateway do. */
export interface ReservedNames {
  /** Names of parameters. */
  readonly reserved: ReadonlySet<string>
  /** Names of members of results. */
  readonly envelopeMembers: ReadonlySet<string>
}

/** A service with the operations of its description. */
export interface ServiceDescription {
  readonly service: HttpService
  readonly refused: readonly RefusedOperation[]
  readonly degraded: readonly Degradation[]
  /** The files that the description was read from, as paths. */
  readonly files: readonly string[]
}

/** A description with the codes of faults that are pinned for it. */
export interface Described {
  readonly document: unknown
  readonly codes: FaultCodes | undefined
  readonly files: readonly string[]
}

/**
 * Reads the description of a service: a file as it is, an address from the lock that `babelgate upstream pull` wrote.
 *
 * @throws DescriptionError or UpstreamsError, in one line with the place in the file of services
 */
export async function describeService(service: DescribedService, names: ReservedNames): Promise<ServiceDescription> {
  const described = await inPlace(service, () => readDescription(service))
  const reading = await inPlace(service, async () => readOperations(service, described, names))
  const { target, access, secrets, overrides } = service
  const operations = applyOverrides(reading.operations, {
    service: target.name,
    overrides,
    document: reading.document,
    others: othersOf(reading),
  })
  const urls = await inPlace(service, async () => serviceUrls(service, reading.servers))
  const title = service.title ?? reading.title
  return {
    service: { target: { ...target, urls }, access, title, document: reading.document, operations, secrets },
    refused: reading.refused,
    degraded: reading.degraded,
    files: described.files,
  }
}

/** Reads the operations of a description, as the file of services chooses and names them. */
export function readOperations(
  { target, defaults, ...choice }: DescribedService,
  { document, codes }: Pick<Described, 'document' | 'codes'>,
  names: ReservedNames,
): OpenApiReading {
  const service = target.name
  return readOpenApi(document, {
    ...names,
    service,
    defaults,
    codes,
    choose: (all) => chooseOperations(service, all, choice),
  })
}

/** Reads the description from its file or from the lock. @throws DescriptionError where there is none */
export async function readDescription({ target, description }: DescribedService): Promise<Described> {
  if (description.kind === 'file') {
    const { document, texts } = await readLocalDescription(description.path)
    return { document, codes: undefined, files: [...texts.keys()].map((address) => fileURLToPath(address)) }
  }
  const lock = readLock(description.lockFolder, target.name)
  if (lock === undefined) {
    throw new DescriptionError(
      `${description.url.origin}${description.url.pathname} was never fetched; run babelgate upstream pull ${target.name}`,
    )
  }
  return { document: lock.document, codes: lock.numbers.codes, files: lockFiles(description.lockFolder, target.name) }
}

/** The operations that are left out: by the file, or because they are refused. */
function othersOf({ all, operations }: OpenApiReading) {
  const taken = new Set(operations.map(({ names }) => names.route))
  return all.filter(({ route }) => !taken.has(route))
}

/** Puts the place in the file of services before the message of an error. */
export async function inPlace<Result>(
  { place, target }: DescribedService,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof DescriptionError)) throw thrown
    throw new DescriptionError(`${place}: services.${target.name}: ${thrown.message}`, { cause: thrown })
  }
}
