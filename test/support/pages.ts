import { Writable } from 'node:stream'
import type { Express } from 'express'
import { pino } from 'pino'
import { signApi } from '../../src/core/auth/api-sig.js'
import type { Pair } from '../../src/core/call.js'
import type { KindDeclarations } from '../../src/core/declare-kinds.js'
import type { Application, AppStore, NewApplication } from '../../src/core/ports/app-store.js'
import type { TokenStore } from '../../src/core/ports/token-store.js'
import type { User, UserStore } from '../../src/core/ports/user-store.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { type Accounts, createAccounts } from '../../src/identity/accounts/accounts.js'
import { type BlockLists, createBlockLists } from '../../src/identity/accounts/block-lists.js'
import { type Consents, createConsents } from '../../src/identity/grants/consents.js'
import { createLogins, type Logins } from '../../src/identity/grants/logins.js'
import { createTokens, type Tokens } from '../../src/identity/grants/tokens.js'
import { createOAuthFlow, type OAuthFlow } from '../../src/identity/oauth1/flow.js'
import { openPermissionKinds } from '../../src/server/permission-kinds.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'
import { faultWriter } from '../../src/transports/shared/write-fault.js'
import type { PageSettings } from '../../src/web/dependencies.js'
import { createPages } from '../../src/web/pages.js'
import { type Script, script, submit } from './browser-like.js'
import { sqliteDatabase } from './databases.js'
import { MovingClock } from './moving-clock.js'
import { sqlStores } from './sql-stores.js'

/** A service with pages, on a database of its own. */
export interface Site {
  readonly sql: Sql
  readonly pages: Express
  readonly clock: MovingClock
  readonly accounts: Accounts
  readonly blockLists: BlockLists
  readonly logins: Logins
  readonly tokens: Tokens
  readonly oauthFlow: OAuthFlow
  readonly consents: Consents
  readonly users: UserStore
  readonly apps: AppStore
  readonly tokenStore: TokenStore
  /** What was logged so far. */
  log(): string
  /** What the next requests seem to come from. */
  client: { address: string; secure: boolean; host: string | undefined }
  addUser(username?: string): Promise<User>
  addApp(app?: Partial<NewApplication>): Promise<Application>
  /** A scripted browser that is logged in. */
  logIn(user: User): Promise<Script>
  close(): Promise<void>
}

export const password = 'correct horse battery'

/** Opens a site. @param own kinds of permissions beside the built-in ones */
export async function openSite(settings: Partial<PageSettings> = {}, own: KindDeclarations = {}): Promise<Site> {
  const kinds = openPermissionKinds([], own)
  const database = await sqliteDatabase()
  const clock = new MovingClock()
  const stores = sqlStores(database.sql, clock)
  const { apps, lockouts, requestTokens, sessions, tokens: tokenStore, users } = stores
  const accounts = createAccounts({ users, sessions, lockouts, clock })
  const blockLists = createBlockLists(stores)
  const logins = createLogins({ apps, tokens: tokenStore, clock, dialect: ipernity, kinds })
  const tokens = createTokens({ tokens: tokenStore, users, clock, dialect: ipernity, kinds })
  const oauthFlow = createOAuthFlow({ apps, requestTokens, users, clock, dialect: ipernity, kinds })
  const consents = createConsents({ apps, tokens: tokenStore })
  const client = { address: '192.0.2.1', secure: false, host: undefined }
  const { log, logger } = loggerInMemory()
  const { handle: pages } = createPages({
    accounts,
    blockLists,
    logins,
    oauthFlow,
    consents,
    kinds,
    users,
    files: { find: async () => undefined },
    consent: { byLink: true, byOAuth: true },
    maintenance: { isOn: () => false },
    logger,
    settings: { signUpOpen: true, publicUrl: undefined, basePath: '', ...settings },
    clientOf: () => client,
    writeFault: faultWriter(ipernity),
  })
  const services = {
    sql: database.sql,
    pages,
    clock,
    accounts,
    blockLists,
    logins,
    tokens,
    oauthFlow,
    consents,
    users,
    apps,
    tokenStore,
    log,
    client,
  }
  return Object.assign(services, furnish(services), { close: () => database.remove() })
}

function furnish({ accounts, apps, pages }: Pick<Site, 'accounts' | 'apps' | 'pages'>) {
  const addUser = async (username = 'ada') => {
    const { user } = await accounts.signUp({ username, password, realname: 'Ada L.', lg: 'fr' })
    if (user === undefined) throw new Error(`no account for ${username}`)
    return user
  }
  return {
    addUser,
    async addApp(app: Partial<NewApplication> = {}) {
      const ownerId = app.ownerId ?? (await addUser(`owner-${(await apps.list()).length}`)).id
      return apps.create(
        { name: 'Holiday Album', type: 'web', callback: 'https://app.example/back', ...app, ownerId },
        'cli:test',
      )
    },
    async logIn({ username }: User) {
      const browser = script(pages)
      await submit(browser, '/login', { username, password }).then(expectStatus(302))
      return browser
    },
  }
}

const expectStatus = (expected: number) => (answer: { status: number; text: string }) => {
  if (answer.status !== expected) throw new Error(`status ${answer.status}: ${answer.text}`)
}

/** The pairs of a login link, signed. */
export function linkPairs(app: Application, fields: Record<string, string>, secret = app.secret): Pair[] {
  const pairs: Pair[] = [['api_key', app.key], ...Object.entries(fields)]
  return [...pairs, ['api_sig', signApi({ dialect: ipernity, pairs, method: '' }, secret)]]
}

/** A login link's path and query. */
export function loginLink(app: Application, fields: Record<string, string> = {}): string {
  return `/apps/authorize?${new URLSearchParams(linkPairs(app, fields).map(([name, value]): [string, string] => [name, value]))}`
}

function loggerInMemory() {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { logger: pino(stream), log: () => lines.join('') }
}
