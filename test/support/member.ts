import { signApi } from '../../src/core/auth/api-sig.js'
import { randomHex } from '../../src/core/auth/hash.js'
import type { Permissions } from '../../src/core/permissions.js'
import type { Application } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { someApp, someUser } from '../contracts/subject.js'
import type { TestServer } from './server.js'

/** An answer as clients read it: a tree of text. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of many shapes
export type Answer = any

/** Somebody who calls: anonymous with a key, or a member with a token. */
export interface Client {
  readonly user: User | undefined
  readonly token: string | undefined
  /** Calls by signed POST and gives the parsed JSON. */
  call(method: string, params?: Record<string, string>, file?: Blob): Promise<Answer>
  /** Calls like `call`, and gives the code of the fault; 0 for an answer. */
  code(method: string, params?: Record<string, string>, file?: Blob): Promise<number>
}

/** The clients of one application. */
export interface Clients {
  /** Nobody in particular, with a key. */
  readonly anonymous: Client
  /** A token for a member, a new one where none is given. */
  member(permissions?: Permissions, of?: User): Promise<Client>
}

/** Registers an application and gives the clients that use it. */
export async function createClients({ url, services }: TestServer): Promise<Clients> {
  const { apps, users, tokenStore } = services
  const app = await someApp({ apps, users })
  const clientOf = (user: User | undefined, token: string | undefined): Client => {
    const call: Client['call'] = (method, params = {}, file = undefined) =>
      post(url, app, method, { ...params, ...(token !== undefined && { auth_token: token }) }, file)
    return {
      user,
      token,
      call,
      code: async (method, params, file) => Number((await call(method, params, file)).api.code ?? 0),
    }
  }
  return {
    anonymous: clientOf(undefined, undefined),
    async member(permissions = { doc: 'delete' }, of = undefined) {
      const user = of ?? (await someUser({ users }))
      const authToken = `${user.id}-${randomHex(8)}`
      const grant = { appId: app.id, userId: user.id, permissions }
      await tokenStore.create({ ...grant, secrets: { authToken } }, 1_700_000_000, 'cli:test')
      return clientOf(user, authToken)
    },
  }
}

async function post(url: string, app: Application, method: string, params: Record<string, string>, file?: Blob) {
  const pairs = Object.entries({ ...params, api_key: app.key })
  const signature = signApi({ dialect: ipernity, pairs, method }, app.secret)
  const form = new FormData()
  for (const [name, value] of [...pairs, ['api_sig', signature] as const]) form.append(name, value)
  if (file !== undefined) form.append('file', file, 'picture.bin')
  const response = await fetch(`${url}/api/${method}/json`, { method: 'POST', body: form })
  return response.json() as Promise<Answer>
}
