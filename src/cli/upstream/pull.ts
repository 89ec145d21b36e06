import { Command } from 'commander'
import type { ConfiguredService } from '../../upstreams/config/upstreams-file.js'
import type { PullableService } from '../../upstreams/openapi/pull/pull-service.js'
import { type JsonOption, print, RefusalError } from '../output.js'
import { packageVersion } from '../version.js'
import { chooseServices, onServices } from './chosen-services.js'

/** `babelgate upstream pull` */
export function pullCommand(): Command {
  return onServices(new Command('pull'))
    .description('fetch the descriptions that have an address, and lock them for serve')
    .option('--json', 'print {"services": [{"name", "methods", "refused", "documents", "changed"}]}')
    .addHelpText(
      'after',
      '\nWrites openapi.json and numbers.json into upstreams.lock/NAME beside the file of services; keep that folder\n' +
        'under version control. The codes of faults in it stay, whatever a later description says.',
    )
    .action(async (wanted: readonly string[], { json }: JsonOption, command: Command) => {
      const { services, names } = await chooseServices(wanted, command)
      const { pullService } = await import('../../upstreams/openapi/pull/pull-service.js')
      const results = []
      for (const service of await pullable(services, wanted)) {
        const { reading, lock, before } = await pullService(service, names, packageVersion)
        const { operations, refused } = reading
        const documents = Object.keys(lock.numbers.sources).length
        const changed = JSON.stringify(before?.lock.document) !== JSON.stringify(lock.document)
        results.push({ name: service.target.name, methods: operations.length, refused, documents, changed })
      }
      print(
        json,
        { services: results },
        results.map(({ name, methods, refused, documents, changed }) => {
          return `${name}: ${changed ? 'locked' : 'unchanged'}; methods: ${methods}, refused: ${refused.length}, documents: ${documents}`
        }),
      )
    })
}

/** The services whose descriptions have an address. @throws RefusalError for one by name that has none, and where there is none */
export async function pullable(
  services: readonly ConfiguredService[],
  wanted: readonly string[],
): Promise<readonly PullableService[]> {
  const { isPullable } = await import('../../upstreams/openapi/pull/pull-service.js')
  const found: PullableService[] = []
  for (const service of services) {
    if (service.kind === 'openapi' && isPullable(service)) found.push(service)
    else if (wanted.length > 0) {
      throw new RefusalError(
        `The service ${service.target.name} has no description at an address; nothing is fetched for it`,
      )
    }
  }
  if (found.length === 0) throw new RefusalError('No service has a description at an address; nothing is fetched')
  return found
}
