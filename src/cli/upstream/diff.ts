import { Command } from 'commander'
import type { Changes } from '../../upstreams/openapi/pull/compare-readings.js'
import { type JsonOption, print, RefusalError } from '../output.js'
import { packageVersion } from '../version.js'
import { chooseServices, onServices } from './chosen-services.js'
import { pullable } from './pull.js'

/** `babelgate upstream diff` */
export function diffCommand(): Command {
  return onServices(new Command('diff'))
    .description('fetch descriptions and tell which methods and codes pull would change; writes nothing')
    .option('--json', 'print {"services": [{"name", "come", "go", "change", "codes"}]}')
    .action(async (wanted: readonly string[], { json }: JsonOption, command: Command) => {
      const { services, names } = await chooseServices(wanted, command)
      const { fetchDescription } = await import('../../upstreams/openapi/pull/pull-service.js')
      const { compareReadings } = await import('../../upstreams/openapi/pull/compare-readings.js')
      const results = []
      for (const service of await pullable(services, wanted)) {
        const { name } = service.target
        const { reading, before } = await fetchDescription(service, names, packageVersion)
        if (before === undefined)
          throw new RefusalError(`The service ${name} was never pulled; run babelgate upstream pull ${name}`)
        results.push({ name, ...compareReadings(before.reading, reading) })
      }
      print(json, { services: results }, results.flatMap(linesOf))
    })
}

function linesOf({ name, come, go, change, codes }: Changes & { readonly name: string }): readonly string[] {
  const lines = [
    ...come.map((method) => `  comes    ${method}`),
    ...go.map((method) => `  goes     ${method}`),
    ...change.map(({ method, parts }) => `  changes  ${method}: ${parts.join(', ')}`),
    ...codes.map(({ method, status, code, change: how }) => `  code     ${method}: ${code} (${status}) ${words[how]}`),
  ]
  return lines.length === 0 ? [`${name}: nothing changes`] : [`${name}:`, ...lines]
}

const words = { come: 'comes', go: 'goes', title: 'has another title' } as const
