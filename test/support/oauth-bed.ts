import type { Permissions } from '../../src/core/permissions.js'
import type { Application } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import type { Services } from '../../src/server/services.js'
import type { Consumer } from './oauth.js'
import {
  createApp,
  createToken,
  createUser,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from './server.js'

/** A consumer with a token. */
export type Holder = Consumer & Required<Pick<Consumer, 'token'>>

type Change = Parameters<Services['apps']['change']>[1]

/** A server with whoever calls it by OAuth. */
export interface OAuthBed {
  readonly server: TestServer
  readonly user: User
  readonly app: Application
  /** The application alone. */
  readonly consumer: Consumer
  /** The application with a token that may change documents. */
  readonly member: Holder
  /** Registers another application, and sets it up differently. */
  newApp(change?: Change): Promise<Application>
  /** Makes a token. */
  holder(permissions?: Permissions, app?: Application, user?: User): Promise<Holder>
}

/** Starts a server with a user `caller` and an application. */
export async function startOAuthBed(options: TestServerOptions = {}): Promise<OAuthBed> {
  const server = await startTestServer(options)
  const { services } = server
  const user = await createUser(services, 'caller')
  const newApp: OAuthBed['newApp'] = async (change = {}) => {
    const app = await createApp(services, user)
    return (await services.apps.change(app.key, change, 'cli:test')) ?? app
  }
  const app = await newApp()
  const holder: OAuthBed['holder'] = async (permissions = { doc: 'write' }, of = app, by = user) => {
    const { authToken, oauthSecret = '' } = await createToken(services, of, by, permissions)
    return { key: of.key, secret: of.secret, token: { token: authToken, secret: oauthSecret } }
  }
  const consumer = { key: app.key, secret: app.secret }
  return { server, user, app, consumer, member: await holder(), newApp, holder }
}
