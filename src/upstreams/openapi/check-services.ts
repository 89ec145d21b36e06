import { UpstreamsError } from '../config/upstreams-error.js'
import type { ConfiguredService } from '../config/upstreams-file.js'
import { describeService, type ReservedNames } from './describe-service.js'
import type { Degradation, RefusedOperation } from './openapi-options.js'
import { DescriptionError } from './refusal.js'

/** What is served of one service, and what is not. */
export interface ServiceReport {
  readonly name: string
  /** The number of its methods. */
  readonly methods: number
  readonly refused: readonly RefusedOperation[]
  readonly degraded: readonly Degradation[]
  /** Why its description cannot be read. */
  readonly error?: string
}

/** Reads the descriptions of services as the gateway does at its start, and reports what is refused and lost. */
export async function checkServices(
  services: readonly ConfiguredService[],
  names: ReservedNames,
): Promise<readonly ServiceReport[]> {
  const reports: ServiceReport[] = []
  // One after another: a description may take much memory.
  for (const service of services) reports.push(await checkService(service, names))
  return reports
}

async function checkService(service: ConfiguredService, names: ReservedNames): Promise<ServiceReport> {
  const { name } = service.target
  if (service.kind === 'written') return { name, methods: service.operations.length, refused: [], degraded: [] }
  try {
    const { service: described, refused, degraded } = await describeService(service, names)
    return { name, methods: described.operations.length, refused, degraded }
  } catch (thrown) {
    if (!(thrown instanceof DescriptionError || thrown instanceof UpstreamsError)) throw thrown
    return { name, methods: 0, refused: [], degraded: [], error: thrown.message }
  }
}

/** Whether nothing of a service is refused. */
export function isClean({ refused, error }: ServiceReport): boolean {
  return refused.length === 0 && error === undefined
}
