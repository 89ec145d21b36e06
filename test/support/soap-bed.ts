import type { Application } from '../../src/core/ports/app-store.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from './server.js'

/** What a foreign client needs to call as somebody. */
export interface Bed {
  readonly server: TestServer
  readonly app: Application
  readonly token: string
}

/** Starts a server with a user `caller`, an application and a token that may change documents. */
export async function startBed(): Promise<Bed> {
  const server = await startTestServer()
  const user = await createUser(server.services, 'caller')
  const app = await createApp(server.services, user)
  const { authToken } = await createToken(server.services, app, user, { doc: 'delete' })
  return { server, app, token: authToken }
}
