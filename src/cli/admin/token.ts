import { Command } from 'commander'
import { heldLevels, noPermissions, type Permissions } from '../../core/permissions.js'
import type { CreatedToken } from '../../identity/grants/tokens.js'
import { operator } from '../../server/operator.js'
import { type JsonOption, print, RefusalError, table } from '../output.js'
import { parsePermissions, permissionOption } from '../permission-option.js'
import { kindsOf, withServices } from '../settings.js'
import { findUser } from './accounts.js'
import { found } from './applications.js'

interface CreateOptions extends JsonOption {
  readonly app: string
  readonly user: string
  readonly perm: readonly string[]
}

interface ListOptions extends JsonOption {
  readonly app?: string
  readonly user?: string
}

/** `babelgate token …` */
export function tokenCommand(): Command {
  return new Command('token')
    .description('make, list and end tokens')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
}

function createCommand(): Command {
  return new Command('create')
    .description('give an application a token for a user, without asking the user')
    .requiredOption('--app <key>', 'key of the application')
    .requiredOption('--user <username>', 'user to act for')
    .addOption(permissionOption())
    .option('--json', 'print {"auth_token", "oauth_token", "oauth_token_secret", "bearer_token"}')
    .action((options: CreateOptions, command: Command) => {
      const permissions = parsePermissions(options.perm, kindsOf(command))
      return withServices(command, async (services) => {
        const app = found(options.app, await services.apps.find(options.app))
        const user = await findUser(services, options.user)
        const secrets = spellings(await services.tokens.createFor(app, user, permissions, operator()))
        const lines = Object.entries(secrets).map(([name, value]) => `${name.padEnd(18)}  ${value}`)
        print(options.json, secrets, [...lines, 'None of them can be shown again, so write them down now.'])
      })
    })
}

/** The token in the form of each kind of client. */
function spellings({ authToken, oauthSecret, bearerToken }: CreatedToken) {
  return {
    auth_token: authToken,
    oauth_token: authToken,
    oauth_token_secret: oauthSecret,
    bearer_token: bearerToken,
  }
}

function listCommand(): Command {
  return new Command('list')
    .description('list tokens; their secrets are not kept')
    .option('--app <key>', 'only those of an application')
    .option('--user <username>', 'only those of a user')
    .option('--json', 'print one array')
    .action(({ app: key, user: username, json }: ListOptions, command: Command) =>
      withServices(command, async (services) => {
        const app = key === undefined ? undefined : found(key, await services.apps.find(key))
        const user = username === undefined ? undefined : await findUser(services, username)
        const tokens = await services.tokenStore.list({
          ...(app !== undefined && { appId: app.id }),
          ...(user !== undefined && { userId: user.id }),
        })
        const facts = tokens.map((token) => ({
          id: token.id,
          api_key: token.appKey,
          username: token.username,
          permissions: { ...services.kinds.held(noPermissions), ...token.permissions },
          created_at: token.createdAt,
        }))
        const rows = facts.map((fact) => [
          String(fact.id),
          fact.api_key,
          fact.username,
          shortPermissions(fact.permissions),
        ])
        print(json, facts, table(['id', 'api_key', 'user', 'permissions'], rows))
      }),
    )
}

function revokeCommand(): Command {
  return new Command('revoke')
    .description('end one token, from the very next call on')
    .argument('<token>', 'any spelling of it: auth_token (which is the oauth_token), or bearer_token')
    .option('--json', 'print {"revoked": true}')
    .action((token: string, { json }: JsonOption, command: Command) =>
      withServices(command, async ({ tokenStore }) => {
        if (!(await tokenStore.revoke(token, operator())))
          throw new RefusalError('There is no such token, or it was revoked before')
        print(json, { revoked: true }, ['The token has ended.'])
      }),
    )
}

function shortPermissions(permissions: Permissions): string {
  const held = Object.entries(heldLevels(permissions))
  return held.map(([kind, level]) => `${kind}=${level}`).join(' ') || 'none'
}
