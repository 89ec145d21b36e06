import { Command } from 'commander'
import type { Actor } from '../../core/ports/audit-log.js'
import type { User } from '../../core/ports/user-store.js'
import type { AccountChange } from '../../identity/accounts/accounts.js'
import { operator } from '../../server/operator.js'
import type { Services } from '../../server/services.js'
import { languageValue, realnameValue, usernameValue } from '../option-values.js'
import { type JsonOption, print, RefusalError, table } from '../output.js'
import { withServices } from '../settings.js'
import { checkChange, findUser } from './accounts.js'
import { blockCommand, blocksCommand, unblockCommand } from './block-list.js'
import { passwordOption, passwordSource } from './password.js'

interface PasswordOptions extends JsonOption {
  readonly password?: string
}

interface CreateOptions extends PasswordOptions {
  readonly username: string
  readonly realname: string
  readonly lg: string
}

/** `babelgate user …` */
export function userCommand(): Command {
  return new Command('user')
    .description('open and manage accounts')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(setPasswordCommand())
    .addCommand(
      stateCommand('suspend', 'keep an account from acting (code 108) until it is restored', (s) => s.accounts.suspend),
    )
    .addCommand(stateCommand('restore', 'let a suspended or closed account act again', (s) => s.accounts.restore))
    .addCommand(stateCommand('close', 'close an account', (s) => s.accounts.close))
    .addCommand(blockCommand())
    .addCommand(unblockCommand())
    .addCommand(blocksCommand())
}

function createCommand(): Command {
  return new Command('create')
    .description('open an account')
    .requiredOption('--username <name>', 'name for logging in', usernameValue)
    .option(...passwordOption)
    .option('--realname <name>', 'name to show', realnameValue, '')
    .option('--lg <code>', 'language, two lower-case letters', languageValue, 'en')
    .option('--json', 'print {"user_id", "username", "realname"}')
    .action(async (options: CreateOptions, command: Command) => {
      const password = await passwordSource(options.password)()
      await withServices(
        command,
        async ({ accounts }) => {
          const { user, problems } = await accounts.signUp({ ...options, password }, operator())
          if (user === undefined) throw new RefusalError(Object.values(problems).join('; '))
          print(options.json, describe(user), [`Opened the account ${user.username} with the id ${user.id}.`])
        },
        'create',
      )
    })
}

function listCommand(): Command {
  return new Command('list')
    .description('list all accounts')
    .option('--json', 'print one array')
    .action(({ json }: JsonOption, command: Command) =>
      withServices(command, async ({ users }) => {
        const all = await users.list()
        const rows = all.map((user) => [user.id, user.username, user.realname, user.state])
        print(
          json,
          all.map((user) => ({ ...describe(user), state: user.state })),
          table(['id', 'username', 'name', 'state'], rows),
        )
      }),
    )
}

function setPasswordCommand(): Command {
  return new Command('set-password')
    .description('give an account a new password and end its sessions')
    .argument('<username>', 'name that the account logs in with')
    .option(...passwordOption)
    .option('--json', 'print {"user_id", "username", "realname"}')
    .action((username: string, options: PasswordOptions, command: Command) => {
      const readPassword = passwordSource(options.password)
      return withServices(command, async (services) => {
        const user = await findUser(services, username)
        checkChange(await services.accounts.setPassword(user.id, await readPassword(), operator()))
        print(options.json, describe(user), [`${user.username} has a new password; all sessions have ended.`])
      })
    })
}

function stateCommand(
  name: string,
  description: string,
  changeOf: (services: Services) => (userId: string, by: Actor) => Promise<AccountChange>,
): Command {
  return new Command(name)
    .description(description)
    .argument('<username>', 'name that the account logs in with')
    .option('--json', 'print {"user_id", "username", "realname", "state"}')
    .action((username: string, { json }: JsonOption, command: Command) =>
      withServices(command, async (services) => {
        const { id } = await findUser(services, username)
        checkChange(await changeOf(services)(id, operator()))
        const user = await findUser(services, username)
        print(json, { ...describe(user), state: user.state }, [`${user.username} is ${user.state} now.`])
      }),
    )
}

function describe({ id, username, realname }: User) {
  return { user_id: id, username, realname }
}
