import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { operator } from '../compose/operator.js'
import type { Services } from '../compose/services.js'
import type { AccountChange } from '../core/accounts/accounts.js'
import type { Actor } from '../core/ports/audit-log.js'
import type { User } from '../core/ports/user-store.js'
import { checkChange, findUser } from './accounts.js'
import { blockCommand, blocksCommand, unblockCommand } from './block-list.js'
import { type JsonOption, print, table, UsageError } from './output.js'
import { withServices } from './settings.js'

interface CreateOptions extends JsonOption {
  readonly username: string
  readonly password: string
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
    .requiredOption('--username <name>', 'name for logging in')
    .requiredOption('--password <password>', 'password of at least 8 characters; - reads it from standard input')
    .option('--realname <name>', 'name to show', '')
    .option('--lg <code>', 'language, two letters', 'en')
    .option('--json', 'print {"user_id", "username", "realname"}')
    .action((options: CreateOptions, command: Command) =>
      withServices(command, async ({ accounts }) => {
        const password = await readPassword(options.password)
        const { user, problems } = await accounts.signUp({ ...options, password }, operator())
        if (user === undefined) throw new UsageError(Object.values(problems).join('; '))
        print(options.json, describe(user), [`Opened the account ${user.username} with the id ${user.id}.`])
      }),
    )
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
    .requiredOption('--password <password>', 'the new password; - reads it from standard input')
    .option('--json', 'print {"user_id", "username", "realname"}')
    .action((username: string, options: { password: string } & JsonOption, command: Command) =>
      withServices(command, async (services) => {
        const user = await findUser(services, username)
        const password = await readPassword(options.password)
        checkChange(await services.accounts.setPassword(user.id, password, operator()))
        print(options.json, describe(user), [`${user.username} has a new password; all sessions have ended.`])
      }),
    )
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

async function readPassword(option: string): Promise<string> {
  return option === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : option
}

function describe({ id, username, realname }: User) {
  return { user_id: id, username, realname }
}
