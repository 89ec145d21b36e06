import type { Permissions } from '../../../src/core/permissions.js'
import type { Application, NewApplication } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { type AuthorisationRequest, createOAuthFlow, type OAuthFlow } from '../../../src/identity/oauth1/flow.js'
import { someApp, someUser } from '../../contracts/subject.js'
import { sqliteDatabase } from '../../support/databases.js'
import { MovingClock } from '../../support/moving-clock.js'
import { kinds } from '../../support/permission-kinds.js'
import { type Stores, sqlStores } from '../../support/sql-stores.js'

/** The registered callback of the web application. */
export const callback = 'https://app.example/back?keep=1'

/** The flow on stores of its own, with its users and applications. */
export interface OAuthFlowBed {
  readonly clock: MovingClock
  readonly stores: Stores
  readonly flow: OAuthFlow
  readonly web: Application
  readonly desktop: Application
  readonly user: User
  register(app: Partial<NewApplication>): Promise<Application>
  /** Registers a web application whose verifier is optional. */
  oldApp(): Promise<Application>
  request(app: Application, named?: string, asked?: Permissions): ReturnType<OAuthFlow['request']>
  /** Opens the link of a request token. */
  open(token: string, more?: Readonly<Record<string, string>>): Promise<AuthorisationRequest>
  /** Opens the link of a new request token. */
  opened(app: Application, named?: string): Promise<AuthorisationRequest>
  /** Lets a user allow a request. @returns the verifier, from the redirect or the page */
  verifierFrom(asked: AuthorisationRequest, by?: User): Promise<string>
  close(): Promise<void>
}

/** Opens the flow on an SQLite file. */
export async function openOAuthFlow(): Promise<OAuthFlowBed> {
  const { sql, remove } = await sqliteDatabase()
  const clock = new MovingClock()
  const stores = sqlStores(sql, clock)
  const flow = createOAuthFlow({ ...stores, clock, dialect: ipernity, kinds })
  const user = await someUser(stores)
  const register: OAuthFlowBed['register'] = (app) => someApp({ ...stores, clock }, app)
  const request: OAuthFlowBed['request'] = (app, named, asked = {}) => flow.request(app, named, asked)
  const open: OAuthFlowBed['open'] = (token, more = {}) => flow.open([['oauth_token', token], ...Object.entries(more)])
  return {
    clock,
    stores,
    flow,
    web: await register({ type: 'web', callback }),
    desktop: await register({ type: 'desktop' }),
    user,
    register,
    async oldApp() {
      const { key } = await register({ type: 'web', callback })
      const changed = await stores.apps.change(key, { verifier: 'optional' }, 'cli:test')
      if (changed === undefined) throw new Error('the application is gone')
      return changed
    },
    request,
    open,
    opened: async (app, named) => open((await request(app, named)).token),
    async verifierFrom(asked, { id } = user) {
      const allowed = await flow.allow(asked, id)
      if ('verifier' in allowed) return allowed.verifier
      return new URL(allowed.redirect).searchParams.get('oauth_verifier') ?? ''
    },
    close: remove,
  }
}

/** The fault of an OAuth problem. */
export const problem = (word: string, code = 107) => ({ problem: word, code })
