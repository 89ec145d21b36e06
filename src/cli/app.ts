import { Command, Option } from 'commander'
import type { Services } from '../compose.js'
import { compileAddressList } from '../core/address-list.js'
import { parseCallback } from '../core/consent/callback.js'
import type { Application, ApplicationChange, ApplicationType } from '../core/ports/app-store.js'
import { print, table, UsageError } from './output.js'
import { withServices } from './settings.js'
import { findUser } from './user.js'

interface JsonOption {
  readonly json?: boolean
}

interface CreateOptions extends JsonOption {
  readonly name: string
  readonly owner: string
  readonly type: ApplicationType
  readonly callback?: string
  readonly website?: string
  readonly subtitle?: string
  readonly description?: string
}

interface SetOptions extends JsonOption {
  readonly name?: string
  readonly callback?: string
  readonly website?: string
  readonly lg: string
  readonly subtitle?: string
  readonly description?: string
  readonly legacySignatures?: 'on' | 'off'
  readonly signAll?: 'on' | 'off'
  readonly addresses?: string
  readonly ambiguousSignatures?: 'accept' | 'refuse'
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
        s.apps.change(key, { disabled: true }),
      ),
    )
    .addCommand(
      changeCommand('enable', 'let a disabled application call again', (s, key) =>
        s.apps.change(key, { disabled: false }),
      ),
    )
    .addCommand(
      changeCommand('rotate-secret', 'replace the secret; the old one stops working at once', (s, key) =>
        s.apps.rotateSecret(key),
      ),
    )
}

function createCommand(): Command {
  return new Command('create')
    .description('register an application')
    .requiredOption('--name <name>', 'name that users see')
    .requiredOption('--owner <username>', 'user who registers it')
    .addOption(new Option('--type <type>', 'how users come back').choices(['web', 'desktop']).default('desktop'))
    .option('--callback <url>', 'where users of a web application are sent back to')
    .option('--website <url>', 'page about the application')
    .option('--subtitle <text>', 'one line that users see')
    .option('--description <text>', 'what users read before they allow something')
    .option('--json', 'print {"api_key", "secret", "name", "type", "callback"}')
    .action((options: CreateOptions, command: Command) =>
      withServices(command, async (services) => {
        if (options.type === 'web' && options.callback === undefined)
          throw new UsageError('A web application needs --callback')
        checkName(options.name)
        checkCallback(options.callback)
        const { id } = await findUser(services, options.owner)
        const { name, type, callback, website, subtitle = '', description = '' } = options
        const app = await services.apps.create({
          name,
          type,
          callback,
          website,
          ownerId: id,
          text: { subtitle, description },
        })
        print(options.json, credentials(app), [
          `Registered ${app.name}.`,
          `api_key  ${app.key}`,
          `secret   ${app.secret}`,
        ])
      }),
    )
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

function setCommand(): Command {
  const onOff = (flags: string, text: string) => new Option(flags, text).choices(['on', 'off'])
  return new Command('set')
    .description('change an application; what is not named stays as it is')
    .argument('<key>', 'api_key of the application')
    .option('--name <name>', 'name that users see')
    .option('--callback <url>', 'where users of a web application are sent back to')
    .option('--website <url>', 'page about the application')
    .option('--lg <code>', 'language of --subtitle and --description; empty for all others', '')
    .option('--subtitle <text>', 'one line that users see')
    .option('--description <text>', 'what users read before they allow something')
    .addOption(onOff('--legacy-signatures <state>', 'whether MD5 signatures (api_sig) are accepted; off answers 105'))
    .addOption(onOff('--sign-all <state>', 'whether every call must be signed, also those that need not be (104)'))
    .option('--addresses <list>', 'CIDR blocks that calls may come from, comma-separated (111); empty for any')
    .addOption(
      new Option(
        '--ambiguous-signatures <policy>',
        'what happens to a signature that holds for other parameters too (105)',
      ).choices(['accept', 'refuse']),
    )
    .option('--json', 'print one object')
    .action((key: string, options: SetOptions, command: Command) =>
      withServices(command, async ({ apps }) => {
        const app = found(key, await apps.find(key))
        showApp(options.json, found(key, await apps.change(key, changeFrom(options, app))))
      }),
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

function changeFrom(options: SetOptions, app: Application): ApplicationChange {
  const { name, callback, website, legacySignatures, signAll, ambiguousSignatures, lg, subtitle, description } = options
  checkName(name)
  checkCallback(callback)
  const addresses = options.addresses?.split(',').filter((block) => block.trim() !== '')
  compileAddressList(addresses ?? [])
  const old = app.texts[lg] ?? { subtitle: '', description: '' }
  const text = { lg, subtitle: subtitle ?? old.subtitle, description: description ?? old.description }
  return {
    ...(name !== undefined && { name }),
    ...(callback !== undefined && { callback }),
    ...(website !== undefined && { website }),
    ...(legacySignatures !== undefined && { legacySignatures: legacySignatures === 'on' }),
    ...(signAll !== undefined && { signAll: signAll === 'on' }),
    ...(addresses !== undefined && { addresses }),
    ...(ambiguousSignatures !== undefined && { ambiguousSignatures }),
    ...((subtitle !== undefined || description !== undefined) && { text }),
  }
}

function checkName(name: string | undefined): void {
  if (name?.trim() === '') throw new UsageError('The name must not be empty; users see it when they are asked')
}

function checkCallback(callback: string | undefined): void {
  if (callback !== undefined && parseCallback(callback) === undefined) {
    throw new UsageError(
      `${callback} is no address that users can safely be sent to; give one such as https://example.org/callback`,
    )
  }
}

function found(key: string, app: Application | undefined): Application {
  if (app === undefined) throw new UsageError(`There is no application with the key ${key}; app list shows all of them`)
  return app
}

function showApp(json: boolean | undefined, app: Application): void {
  const facts = { ...credentials(app), ...publicFacts(app) }
  print(
    json,
    facts,
    Object.entries(facts).map(([name, value]) => `${name.padEnd(21)} ${plain(value)}`),
  )
}

function plain(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

function credentials({ key, secret, name, type, callback }: Application) {
  return { api_key: key, secret, name, type, callback: callback ?? null }
}

function publicFacts(app: Application) {
  return {
    api_key: app.key,
    name: app.name,
    type: app.type,
    callback: app.callback ?? null,
    website: app.website ?? null,
    owner_id: app.ownerId,
    state: app.disabled ? 'disabled' : 'active',
    sign_all: app.signAll,
    legacy_signatures: app.legacySignatures,
    ambiguous_signatures: app.ambiguousSignatures,
    addresses: app.addresses,
    texts: app.texts,
    created_at: app.createdAt,
  }
}
