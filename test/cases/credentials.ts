import type { Dialect } from '../../src/core/dialect.js'
import type { Permissions } from '../../src/core/permissions.js'
import type { Application } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import type { Services } from '../../src/server/services.js'
import { vault } from '../support/closed-service.js'
import { createApp, createToken, createUser } from '../support/server.js'
import { type Credential, type OwnToken, spokenBy, unknown, withBearer, wordsOf } from './words-of.js'

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
  'blocked member',
  'blocked member who may only read',
  'bearer',
  'unknown bearer',
  'bearer with key',
  'from elsewhere',
  'from elsewhere, suspended',
  'application that signs all',
  'application without old signatures',
  'application without services',
  'writer of an application without services',
  'OAuth application',
  'OAuth unknown key',
  'OAuth disabled key',
  'OAuth wrong signature',
  'OAuth token with wrong signature',
  'OAuth unknown token',
  'OAuth revoked token',
  'OAuth token of another application',
  'OAuth token of a suspended member',
  'OAuth token without levels',
  'OAuth reader',
  'OAuth writer',
  'OAuth deleter',
  'OAuth blocked member',
  'OAuth blocked member who may only read',
  'OAuth from elsewhere',
  'OAuth from elsewhere, suspended',
  'OAuth application without services',
  'OAuth writer of an application without services',
] as const

export type CallerName = (typeof callers)[number]

/** Who says by OAuth the same as somebody else in the old way. */
export const byOAuth: Readonly<Partial<Record<CallerName, CallerName>>> = {
  key: 'OAuth application',
  signed: 'OAuth application',
  'unknown key': 'OAuth unknown key',
  'disabled key': 'OAuth disabled key',
  'wrong signature': 'OAuth wrong signature',
  'token with wrong signature': 'OAuth token with wrong signature',
  'unknown token': 'OAuth unknown token',
  'revoked token': 'OAuth revoked token',
  'token of another application': 'OAuth token of another application',
  'token of a suspended member': 'OAuth token of a suspended member',
  'token without levels': 'OAuth token without levels',
  reader: 'OAuth reader',
  writer: 'OAuth writer',
  deleter: 'OAuth deleter',
  'blocked member': 'OAuth blocked member',
  'blocked member who may only read': 'OAuth blocked member who may only read',
  'from elsewhere': 'OAuth from elsewhere',
  'from elsewhere, suspended': 'OAuth from elsewhere, suspended',
  'application without services': 'OAuth application without services',
  'writer of an application without services': 'OAuth writer of an application without services',
}

/** The people and applications that the cases are about. */
export interface Cast {
  readonly user: User
  /** The application that most of them use. */
  readonly app: Application
  readonly credentials: Readonly<Record<CallerName, Credential>>
}

/**
 * Opens accounts and registers applications and tokens for every kind of caller.
 *
 * @param dialect in whose words they say who they are
 */
export async function createCast(services: Services, dialect: Dialect = ipernity): Promise<Cast> {
  const { key, token, wrongSignature, withPairs, withKey, signedBy } = wordsOf(dialect)
  const user = await createUser(services, 'caller')
  const suspended = await createUser(services, 'suspended')
  const app = await createApp(services, user, { services: [vault] })
  const other = await createApp(services, user)
  const make = async (change: Parameters<Services['apps']['change']>[1]): Promise<Application> => {
    const made = await createApp(services, user)
    await services.apps.change(made.key, change, 'cli:test')
    return made
  }
  const elsewhere = await make({ addresses: ['192.0.2.0/24'] })
  const disabled = await make({ disabled: true })
  const tokenOf = async (permissions: Permissions = {}, of = app, by = user): Promise<OwnToken> => {
    const { authToken, oauthSecret = '' } = await createToken(services, of, by, permissions)
    return { token: authToken, secret: oauthSecret }
  }
  const revoked = await tokenOf({ doc: 'delete' })
  await services.tokenStore.revoke(revoked.token, 'cli:test')
  const ofAnother = await tokenOf({ doc: 'delete' }, other)
  const writerOfAnother = await tokenOf({ doc: 'write' }, other)
  const withoutLevels = await tokenOf()
  const [reader, writer, deleter] = [
    await tokenOf({ doc: 'read' }),
    await tokenOf({ doc: 'write' }),
    await tokenOf({ doc: 'delete' }),
  ]
  const { bearerToken } = await createToken(services, app, user, { doc: 'delete' })
  const ofSuspended = await tokenOf({ doc: 'delete' }, app, suspended)
  const ofSuspendedElsewhere = await tokenOf({ doc: 'delete' }, elsewhere, suspended)
  await services.accounts.suspend(suspended.id, 'cli:test')
  const blocked = await createUser(services, 'blocked')
  await services.blockLists.add({ kind: 'member', id: user.id }, blocked.username, 'cli:test')
  const ofBlocked = await tokenOf({ doc: 'write' }, app, blocked)
  const ofBlockedReader = await tokenOf({ doc: 'read' }, app, blocked)

  const credentials: Record<CallerName, Credential> = {
    nobody: (_method, pairs) => ({ pairs }),
    key: withKey(app.key),
    'unknown key': withKey('f'.repeat(32)),
    'disabled key': withKey(disabled.key),
    signed: signedBy(app),
    'wrong signature': withPairs([[key, app.key], wrongSignature]),
    'signature without key': withPairs([wrongSignature]),
    'token without signature': withPairs([
      [key, app.key],
      [token, withoutLevels.token],
    ]),
    'token with wrong signature': withPairs([[key, app.key], [token, withoutLevels.token], wrongSignature]),
    'unknown token': signedBy(app, unknown),
    'revoked token': signedBy(app, revoked),
    'token of another application': signedBy(app, ofAnother),
    'token of a suspended member': signedBy(app, ofSuspended),
    'token without levels': signedBy(app, withoutLevels),
    reader: signedBy(app, reader),
    writer: signedBy(app, writer),
    deleter: signedBy(app, deleter),
    'blocked member': signedBy(app, ofBlocked),
    'blocked member who may only read': signedBy(app, ofBlockedReader),
    bearer: withBearer(bearerToken),
    'unknown bearer': withBearer('nonsense'),
    'bearer with key': (_method, pairs) => ({
      pairs: [[key, app.key], ...pairs],
      authorization: `Bearer ${bearerToken}`,
    }),
    'from elsewhere': signedBy(elsewhere),
    'from elsewhere, suspended': signedBy(elsewhere, ofSuspendedElsewhere),
    'application that signs all': withKey((await make({ signAll: true })).key),
    'application without old signatures': signedBy(await make({ legacySignatures: false })),
    'application without services': withKey(other.key),
    'writer of an application without services': signedBy(other, writerOfAnother),
    'OAuth application': spokenBy(app),
    'OAuth unknown key': spokenBy({ key: 'f'.repeat(32), secret: '' }),
    'OAuth disabled key': spokenBy(disabled),
    'OAuth wrong signature': spokenBy({ key: app.key, secret: 'wrong' }),
    'OAuth token with wrong signature': spokenBy(app, { ...withoutLevels, secret: 'wrong' }),
    'OAuth unknown token': spokenBy(app, unknown),
    'OAuth revoked token': spokenBy(app, revoked),
    'OAuth token of another application': spokenBy(app, ofAnother),
    'OAuth token of a suspended member': spokenBy(app, ofSuspended),
    'OAuth token without levels': spokenBy(app, withoutLevels),
    'OAuth reader': spokenBy(app, reader),
    'OAuth writer': spokenBy(app, writer),
    'OAuth deleter': spokenBy(app, deleter),
    'OAuth blocked member': spokenBy(app, ofBlocked),
    'OAuth blocked member who may only read': spokenBy(app, ofBlockedReader),
    'OAuth from elsewhere': spokenBy(elsewhere),
    'OAuth from elsewhere, suspended': spokenBy(elsewhere, ofSuspendedElsewhere),
    'OAuth application without services': spokenBy(other),
    'OAuth writer of an application without services': spokenBy(other, writerOfAnother),
  }
  return { user, app, credentials }
}
