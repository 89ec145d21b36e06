import type { Services } from '../../src/compose/services.js'
import { signApi } from '../../src/core/auth/api-sig.js'
import type { Pair } from '../../src/core/pair.js'
import type { Permissions } from '../../src/core/permissions.js'
import type { Application } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import { ipernity as dialect } from '../../src/dialects/ipernity.js'
import { createApp, createToken, createUser } from '../support/server.js'
import type { Sent } from './drivers/index.js'

/** Says who calls: puts a credential beside the parameters of a call. */
export type Credential = (method: string, params: readonly Pair[]) => Pick<Sent, 'pairs' | 'authorization'>

/** Every kind of caller. */
export const callers = [
  'nobody',
  'key',
  'unknown key',
  'disabled key',
  'signed',
  'wrong signature',
  'signature without key',
  'token without signature',
  'token with wrong signature',
  'unknown token',
  'revoked token',
  'token of another application',
  'token of a suspended member',
  'token without levels',
  'reader',
  'writer',
  'deleter',
  'bearer',
  'unknown bearer',
  'bearer with key',
  'from elsewhere',
  'from elsewhere, suspended',
  'application that signs all',
  'application without old signatures',
] as const

export type CallerName = (typeof callers)[number]

/** The people and applications that the cases are about. */
export interface Cast {
  readonly user: User
  /** The application that most of them use. */
  readonly app: Application
  readonly credentials: Readonly<Record<CallerName, Credential>>
}

/** Opens accounts and registers applications and tokens for every kind of caller. */
export async function createCast(services: Services): Promise<Cast> {
  const user = await createUser(services, 'caller')
  const suspended = await createUser(services, 'suspended')
  const app = await createApp(services, user)
  const other = await createApp(services, user)
  const make = async (change: Parameters<Services['apps']['change']>[1]): Promise<Application> => {
    const made = await createApp(services, user)
    await services.apps.change(made.key, change)
    return made
  }
  const elsewhere = await make({ addresses: ['192.0.2.0/24'] })
  const tokenOf = async (permissions: Partial<Permissions> = {}, of = app, by = user) =>
    (await createToken(services, of, by, permissions)).authToken
  const revoked = await tokenOf({ doc: 'delete' })
  await services.tokenStore.revoke(revoked)
  const { bearerToken } = await createToken(services, app, user, { doc: 'delete' })
  const ofSuspended = await tokenOf({ doc: 'delete' }, app, suspended)
  const ofSuspendedElsewhere = await tokenOf({ doc: 'delete' }, elsewhere, suspended)
  await services.accounts.suspend(suspended.id)

  const credentials: Record<CallerName, Credential> = {
    nobody: (_method, pairs) => ({ pairs }),
    key: withKey(app.key),
    'unknown key': withKey('f'.repeat(32)),
    'disabled key': withKey((await make({ disabled: true })).key),
    signed: signedBy(app),
    'wrong signature': withPairs([['api_key', app.key], wrongSignature]),
    'signature without key': withPairs([wrongSignature]),
    'token without signature': withPairs([
      ['api_key', app.key],
      ['auth_token', await tokenOf()],
    ]),
    'token with wrong signature': withPairs([['api_key', app.key], ['auth_token', await tokenOf()], wrongSignature]),
    'unknown token': signedBy(app, '1-abc'),
    'revoked token': signedBy(app, revoked),
    'token of another application': signedBy(app, await tokenOf({ doc: 'delete' }, other)),
    'token of a suspended member': signedBy(app, ofSuspended),
    'token without levels': signedBy(app, await tokenOf()),
    reader: signedBy(app, await tokenOf({ doc: 'read' })),
    writer: signedBy(app, await tokenOf({ doc: 'write' })),
    deleter: signedBy(app, await tokenOf({ doc: 'delete' })),
    bearer: withBearer(bearerToken),
    'unknown bearer': withBearer('nonsense'),
    'bearer with key': (_method, pairs) => ({
      pairs: [['api_key', app.key], ...pairs],
      authorization: `Bearer ${bearerToken}`,
    }),
    'from elsewhere': signedBy(elsewhere),
    'from elsewhere, suspended': signedBy(elsewhere, ofSuspendedElsewhere),
    'application that signs all': withKey((await make({ signAll: true })).key),
    'application without old signatures': signedBy(await make({ legacySignatures: false })),
  }
  return { user, app, credentials }
}

const wrongSignature: Pair = ['api_sig', 'f'.repeat(32)]

function withPairs(more: readonly Pair[]): Credential {
  return (_method, pairs) => ({ pairs: [...more, ...pairs] })
}

function withKey(key: string): Credential {
  return withPairs([['api_key', key]])
}

function withBearer(token: string): Credential {
  return (_method, pairs) => ({ pairs, authorization: `Bearer ${token}` })
}

function signedBy(app: Application, token?: string): Credential {
  return (method, params) => {
    const tokens: Pair[] = token === undefined ? [] : [['auth_token', token]]
    const pairs: Pair[] = [['api_key', app.key], ...params, ...tokens]
    return { pairs: [...pairs, ['api_sig', signApi({ dialect, pairs, method }, app.secret)]] }
  }
}
