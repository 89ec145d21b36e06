import { Command } from 'commander'
import type { ConfiguredService } from '../../upstreams/config/upstreams-file.js'
import type { ServiceReport } from '../../upstreams/openapi/check-services.js'
import { type JsonOption, print } from '../output.js'
import { chooseServices, onServices } from './chosen-services.js'

/** `babelgate upstream check` */
export function checkCommand(): Command {
  return onServices(new Command('check'))
    .description('read the services and their descriptions, and tell what is refused or lost; fetches nothing')
    .option('--json', 'print {"services": [{"name", "methods", "refused", "degraded", "error"?}]}')
    .addHelpText(
      'after',
      '\nA refused operation is left out of the gateway. A degraded one is served, but something of it is not checked,\n' +
        'or is any value. Exits with 1 where an operation is refused or a description cannot be read.',
    )
    .action(async (wanted: readonly string[], { json }: JsonOption, command: Command) => {
      const { file, services, names } = await chooseServices(wanted, command)
      const { checkServices, isClean } = await import('../../upstreams/openapi/check-services.js')
      const reports = await checkServices(services, names)
      const warnings = [...file.warnings, ...services.flatMap(unpinned)]
      print(json, { services: reports }, [...reports.flatMap(linesOf), ...warnings.map((text) => `warning: ${text}`)])
      if (!reports.every(isClean)) process.exitCode = 1
    })
}

/** Warns of fault codes that a change of a local description moves. */
function unpinned(service: ConfiguredService): readonly string[] {
  if (service.kind === 'written' || service.description.kind === 'address') return []
  const { place, target } = service
  return [
    `${place}: services.${target.name} numbers its faults in the order of its description; ` +
      'one with an address is pinned by babelgate upstream pull',
  ]
}

function linesOf({ name, methods, refused, degraded, error }: ServiceReport): readonly string[] {
  if (error !== undefined) return [`${name}: error: ${error}`]
  return [
    `${name}: ${counted(methods, 'method')}, ${refused.length} refused, ${counted(degraded.length, 'degradation')}`,
    ...refused.map(({ operation, reason }) => `  refused   ${operation}: ${reason}`),
    ...degraded.map(({ operation, what }) => `  degraded  ${operation}: ${what}`),
  ]
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
