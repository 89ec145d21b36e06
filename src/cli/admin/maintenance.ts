import { Command } from 'commander'
import { operator } from '../../server/operator.js'
import { type JsonOption, print } from '../output.js'
import { withServices } from '../settings.js'

/** `babelgate maintenance …` */
export function maintenanceCommand(): Command {
  return new Command('maintenance')
    .description('close the gateway for clients, on every node within a second, and open it again')
    .addCommand(switchCommand('on', 'answer every call with code 501, and every page with one that says so', true))
    .addCommand(switchCommand('off', 'take calls again', false))
    .addCommand(switchCommand('status', 'tell whether the gateway is closed', undefined))
}

/** @param on the new state; undefined only prints the current one */
function switchCommand(name: string, description: string, on: boolean | undefined): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print {"maintenance": true} or {"maintenance": false}')
    .action(({ json }: JsonOption, command: Command) =>
      withServices(command, async ({ maintenance }) => {
        if (on !== undefined) await maintenance.set(on, operator())
        const isOn = maintenance.isOn()
        print(json, { maintenance: isOn }, [`Maintenance is ${isOn ? 'on' : 'off'}.`])
      }),
    )
}
