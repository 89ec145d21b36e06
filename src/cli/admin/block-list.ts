import { Command } from 'commander'
import type { User } from '../../core/ports/user-store.js'
import { operator } from '../../server/operator.js'
import type { Services } from '../../server/services.js'
import { type JsonOption, print, RefusalError, table } from '../output.js'
import { withServices } from '../settings.js'
import { checkChange, findUser } from './accounts.js'

interface ByOptions extends JsonOption {
  readonly by: string
}

/** `babelgate user block` */
export function blockCommand(): Command {
  return changeCommand(
    'block',
    'keep a user from acting on what is theirs (code 109)',
    true,
    async (services, user, owner) => {
      checkChange(await services.blockLists.add({ kind: 'member', id: owner.id }, user.username, operator()))
      return `${owner.username} blocks ${user.username} now.`
    },
  )
}

/** `babelgate user unblock` */
export function unblockCommand(): Command {
  return changeCommand('unblock', 'take a user off a block list', false, async (services, user, owner) => {
    if (!(await services.blockLists.remove({ kind: 'member', id: owner.id }, user.id, operator()))) {
      throw new RefusalError(
        `${owner.username} does not block ${user.username}; user blocks ${owner.username} shows whom`,
      )
    }
    return `${owner.username} does not block ${user.username} any more.`
  })
}

/** `babelgate user blocks` */
export function blocksCommand(): Command {
  return new Command('blocks')
    .description('list whom a user blocks')
    .argument('<owner>', 'name that the owner of the list logs in with')
    .option('--json', 'print one array')
    .action((username: string, { json }: JsonOption, command: Command) =>
      withServices(command, async (services) => {
        const { id } = await findUser(services, username)
        const blocked = await services.blockLists.list({ kind: 'member', id })
        const facts = blocked.map((member) => ({
          user_id: member.id,
          username: member.username,
          realname: member.realname,
          since: member.since,
        }))
        const rows = blocked.map((member) => [member.id, member.username, member.realname])
        print(json, facts, table(['id', 'username', 'name'], rows))
      }),
    )
}

function changeCommand(
  name: string,
  description: string,
  blocked: boolean,
  change: (services: Services, user: User, owner: User) => Promise<string>,
): Command {
  return new Command(name)
    .description(description)
    .argument('<username>', 'name that the user logs in with')
    .requiredOption('--by <owner>', 'user whose block list it is')
    .option('--json', `print {"username", "by", "blocked": ${blocked}}`)
    .action((username: string, { by, json }: ByOptions, command: Command) =>
      withServices(command, async (services) => {
        const user = await findUser(services, username)
        const owner = await findUser(services, by)
        const done = await change(services, user, owner)
        print(json, { username: user.username, by: owner.username, blocked }, [done])
      }),
    )
}
