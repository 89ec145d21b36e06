import type { MethodSpec } from '../core/method-spec.js'
import type { ServiceObserver } from '../core/ports/service-observer.js'
import { AnswerCache } from './answer-cache.js'
import type { UpstreamClient } from './client/upstream-client.js'
import type { ConfiguredService, DescribedService } from './config/upstreams-file.js'
import { OperationCompiler } from './http/compile-operation.js'
import type { ServiceDescription } from './openapi/describe-service.js'
import type { HttpService, ServiceTarget } from './service.js'

/** A service that is ready for calls. */
export interface OpenService {
  readonly name: string
  readonly access: HttpService['access']
  readonly specs: readonly MethodSpec[]
  readonly client: UpstreamClient
  readonly answers: AnswerCache
  /** The names of the methods that are marked as probes. */
  readonly probes: readonly string[]
  /** The files of its description. */
  readonly files: readonly string[]
  /** The operations of its description that are left out, each with the reason. */
  readonly refused: ServiceDescription['refused']
}

/** The dependencies of {@link openServices}. */
export interface ServiceDependencies {
  readonly createClient: (target: ServiceTarget) => UpstreamClient
  /** Reads the description of a service. */
  readonly describe: (service: DescribedService) => Promise<ServiceDescription>
  readonly observer: ServiceObserver
}

/**
 * Opens services: compiles their operations to methods. No connection is made before the first call.
 *
 * @throws an error with one line for people, and then nothing is open
 */
export async function openServices(
  configured: readonly ConfiguredService[],
  deps: ServiceDependencies,
): Promise<readonly OpenService[]> {
  const described = await Promise.all(
    configured.map((service) => (service.kind === 'written' ? written(service) : deps.describe(service))),
  )
  const open: OpenService[] = []
  try {
    for (const description of described) open.push(openService(description, deps))
    return open
  } catch (error) {
    await closeServices(open)
    throw error
  }
}

/** Closes the connections of services once the calls under way have ended. */
export async function closeServices(services: readonly OpenService[]): Promise<void> {
  await Promise.all(services.map(({ client }) => client.close()))
}

/** The service as it is where the file describes it. */
function written(service: HttpService): Pick<ServiceDescription, 'service' | 'files' | 'refused'> {
  return { service, files: [], refused: [] }
}

function openService(
  { service, files, refused }: Pick<ServiceDescription, 'service' | 'files' | 'refused'>,
  { createClient, observer }: ServiceDependencies,
): OpenService {
  checkForwarding(service)
  const { target, access, document, operations } = service
  const { name } = target
  const client = createClient(target)
  const answers = new AnswerCache((lookup) => observer.lookedUp(name, lookup))
  const compiler = new OperationCompiler({ service: name, document, urls: target.urls, client, answers, observer })
  const specs = operations.map((operation) => compiler.compile(operation))
  const probes = operations.filter(({ probe }) => probe).map((operation) => `${name}.${operation.name}`)
  return { name, access, specs, client, answers, probes, files, refused }
}

/** A service that is told who calls may answer each caller differently. @throws TypeError where such answers would be shared */
function checkForwarding({ target, operations }: HttpService): void {
  if (target.forwardUser === undefined) return
  const shared = operations.find(({ cache }) => cache?.per === 'everyone')
  if (shared !== undefined) {
    throw new TypeError(
      `${shared.place}: cache must be per: caller, as the service is told who calls (forward_user of ${target.name})`,
    )
  }
}
