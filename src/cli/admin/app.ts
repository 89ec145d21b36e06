import { Command, Option } from 'commander'
import type { AllowedServices } from '../../core/allowed-services.js'
import type { Application, ApplicationType } from '../../core/ports/app-store.js'
import { operator } from '../../server/operator.js'
import type { Services } from '../../server/services.js'
import { applicationNameValue, callbackValue, pageValue, servicesValue } from '../option-values.js'
import { type JsonOption, print, table, UsageError } from '../output.js'
import { withServices } from '../settings.js'
import { findUser } from './accounts.js'
import { deleteCommand } from './app-delete.js'
import { setCommand } from './app-set.js'
import { credentials, found, publicFacts, showApp } from './applications.js'

interface CreateOptions extends JsonOption {
  readonly name: string
  readonly owner: string
  readonly type: ApplicationType
  readonly callback?: string
  readonly website?: string
  readonly subtitle?: string
  readonly description?: string
  readonly services?: AllowedServices
}

/** `babelgate app …` */
export function appCommand(): Command {
  return new Command('app')
    .description('register and manage applications')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(setCommand())
    .addCommand(
      changeCommand('disable', 'refuse every call of an application (code 101)', (s, key) =>
        s.apps.change(key, { disabled: true }, operator()),
      ),
    )
    .addCommand(
      changeCommand('enable', 'let a disabled application call again', (s, key) =>
        s.apps.change(key, { disabled: false }, operator()),
      ),
    )
    .addCommand(
      changeCommand('rotate-secret', 'replace the secret; the old one stops working at once', (s, key) =>
        s.apps.rotateSecret(key, operator()),
      ),
    )
    .addCommand(deleteCommand())
}

function createCommand(): Command {
  return new Command('create')
    .description('register an application')
    .requiredOption('--name <name>', 'name that users see', applicationNameValue)
    .requiredOption('--owner <username>', 'user who registers it')
    .addOption(new Option('--type <type>', 'how users come back').choices(['web', 'desktop']).default('desktop'))
    .option('--callback <url>', 'where users of a web application are sent back to', callbackValue)
    .option('--website <url>', 'page about the application', pageValue)
    .option('--subtitle <text>', 'one line that users see')
    .option('--description <text>', 'what users read before they allow something')
    .option(
      '--services <list>',
      "closed services that it may call, comma-separated; '*' for all. Without it none",
      servicesValue,
    )
    .option('--json', 'print {"api_key", "secret", "name", "type", "callback"}')
    .action((options: CreateOptions, command: Command) => {
      if (options.type === 'web' && options.callback === undefined)
        throw new UsageError('A web application needs --callback')
      return withServices(command, async (services) => {
        const { id } = await findUser(services, options.owner)
        const { name, type, callback, website, subtitle = '', description = '' } = options
        const app = await services.apps.create(
          {
            name,
            type,
            callback,
            website,
            ownerId: id,
            text: { subtitle, description },
            ...(options.services !== undefined && { services: options.services }),
          },
          operator(),
        )
        print(options.json, credentials(app), [
          `Registered ${app.name}.`,
          `api_key  ${app.key}`,
          `secret   ${app.secret}`,
        ])
      })
    })
}

function listCommand(): Command {
  return new Command('list')
    .description('list all applications')
    .option('--json', 'print one array')
    .action(({ json }: JsonOption, command: Command) =>
      withServices(command, async ({ apps }) => {
        const all = await apps.list()
        const rows = all.map((app) => [app.key, app.type, app.disabled ? 'disabled' : 'active', app.name])
        print(json, all.map(publicFacts), table(['api_key', 'type', 'state', 'name'], rows))
      }),
    )
}

function showCommand(): Command {
  return new Command('show')
    .description('show everything about an application, its secret too')
    .argument('<key>', 'api_key of the application')
    .option('--json', 'print one object')
    .action((key: string, { json }: JsonOption, command: Command) =>
      withServices(command, async ({ apps }) => showApp(json, found(key, await apps.find(key)))),
    )
}

function changeCommand(
  name: string,
  description: string,
  change: (services: Services, key: string) => Promise<Application | undefined>,
): Command {
  return new Command(name)
    .description(description)
    .argument('<key>', 'api_key of the application')
    .option('--json', 'print one object')
    .action((key: string, { json }: JsonOption, command: Command) =>
      withServices(command, async (services) => showApp(json, found(key, await change(services, key)))),
    )
}
