import { randomHex } from '../../src/core/auth/hash.js'
import type { Permissions } from '../../src/core/permissions.js'
import { type Subject, someApp, someUser } from './subject.js'

const reading: Permissions = { doc: 'read', profile: 'read' }
const writing: Permissions = { doc: 'write', network: 'delete' }

/** The contract of every TokenStore about tokens and consents. */
export function tokenStoreContract(subject: () => Subject): void {
  const someToken = async (permissions = reading) => {
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const secrets = {
      authToken: randomHex(16),
      bearerToken: randomHex(16),
      oauthSecret: randomHex(16),
    }
    await subject().tokens.create({ appId: app.id, userId: user.id, permissions, secrets }, 1000, 'cli:test')
    return { app, user, secrets }
  }

  test('finds a token by auth_token and by bearer, each by its own secret only', async () => {
    const { tokens } = subject()
    const { app, user, secrets } = await someToken()
    const token = {
      id: expect.any(Number),
      appId: app.id,
      user: { id: user.id, username: user.username, state: 'active' },
      permissions: reading,
    }
    expect(await tokens.findByAuthToken(secrets.authToken)).toEqual(token)
    expect(await tokens.findByAuthToken(secrets.authToken)).toEqual(token)
    expect(await tokens.findByBearer(secrets.bearerToken)).toEqual(token)
    expect(await tokens.findByAuthToken(secrets.bearerToken)).toBeUndefined()
    expect(await tokens.findByBearer(secrets.authToken)).toBeUndefined()
  })

  test('finds a token by oauth_token, which is the auth_token, with the secret for signatures', async () => {
    const { tokens } = subject()
    const { app, secrets } = await someToken()
    const token = await tokens.findByAuthToken(secrets.authToken)
    for (let time = 0; time < 2; time++) {
      expect(await tokens.findByOAuthToken(secrets.authToken)).toEqual({ ...token, oauthSecret: secrets.oauthSecret })
    }
    expect(token).toMatchObject({ appId: app.id })
    expect(token).not.toHaveProperty('oauthSecret')
    for (const other of [secrets.bearerToken, secrets.oauthSecret, '']) {
      expect(await tokens.findByOAuthToken(other)).toBeUndefined()
    }
  })

  test('stores a token that has an auth_token only, and finds it after a cached miss', async () => {
    const { tokens } = subject()
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const authToken = randomHex(16)
    expect(await tokens.findByAuthToken(authToken)).toBeUndefined()
    await tokens.create({ appId: app.id, userId: user.id, permissions: writing, secrets: { authToken } }, 5, 'cli:test')
    expect(await tokens.findByAuthToken(authToken)).toMatchObject({ permissions: writing })
    expect(await tokens.findByBearer('')).toBeUndefined()
    expect(await tokens.findByOAuthToken(authToken)).toBeUndefined()
  })

  test.each(['authToken', 'bearerToken'] as const)('revokes a token by its %s, at once', async (spelling) => {
    const { tokens } = subject()
    const { app, user, secrets } = await someToken()
    await Promise.all([
      tokens.findByAuthToken(secrets.authToken),
      tokens.findByBearer(secrets.bearerToken),
      tokens.findByOAuthToken(secrets.authToken),
    ])
    expect(await tokens.revoke(secrets[spelling], 'cli:test')).toBe(true)
    expect(await tokens.findByAuthToken(secrets.authToken)).toBeUndefined()
    expect(await tokens.findByBearer(secrets.bearerToken)).toBeUndefined()
    expect(await tokens.findByOAuthToken(secrets.authToken)).toBeUndefined()
    expect(await tokens.revoke(secrets[spelling], 'cli:test')).toBe(false)
    expect(await tokens.consent(app.id, user.id)).toMatchObject({ permissions: reading })
  })

  test('returns the new state of the user on the next look-up', async () => {
    const { tokens, users } = subject()
    const { user, secrets } = await someToken()
    expect(await tokens.findByAuthToken(secrets.authToken)).toMatchObject({ user: { state: 'active' } })
    await users.setState(user.id, 'suspended', 'cli:test')
    expect(await tokens.findByAuthToken(secrets.authToken)).toMatchObject({ user: { state: 'suspended' } })
    await users.setState(user.id, 'active', 'cli:test')
    expect(await tokens.findByAuthToken(secrets.authToken)).toMatchObject({ user: { state: 'active' } })
  })

  test('widens the consent with every token, and never narrows it', async () => {
    const { tokens } = subject()
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const add = (permissions: Permissions, now: number) =>
      tokens.create(
        { appId: app.id, userId: user.id, permissions, secrets: { authToken: randomHex(16) } },
        now,
        'cli:test',
      )
    expect(await tokens.consent(app.id, user.id)).toBeUndefined()
    await add(writing, 1000)
    await add(reading, 2000)
    const permissions = { doc: 'write', profile: 'read', network: 'delete' }
    const consent = { appId: app.id, userId: user.id, permissions, createdAt: 1000, updatedAt: 2000 }
    expect(await tokens.consent(app.id, user.id)).toEqual(consent)
    expect(await tokens.consentsOf(user.id)).toEqual([consent])
    expect(await tokens.consentsOf(app.ownerId)).toEqual([])
  })

  test('loses no level where many widen the same consent concurrently', async () => {
    const { tokens } = subject()
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const parts = [
      { doc: 'write' },
      { blog: 'read' },
      { profile: 'write' },
      { network: 'delete' },
      { post: 'read' },
    ] as const
    await Promise.all(
      parts.map((part) =>
        tokens.create(
          { appId: app.id, userId: user.id, permissions: part, secrets: { authToken: randomHex(16) } },
          1,
          'cli:test',
        ),
      ),
    )
    expect(await tokens.consent(app.id, user.id)).toMatchObject({ permissions: Object.assign({}, ...parts) })
  })

  test('removes a consent with all its tokens and nothing else', async () => {
    const { tokens } = subject()
    const { app, user, secrets } = await someToken()
    const [other, kept] = [await someApp(subject()), randomHex(16)]
    await tokens.create(
      { appId: other.id, userId: user.id, permissions: reading, secrets: { authToken: kept } },
      1,
      'cli:test',
    )
    await tokens.findByAuthToken(secrets.authToken)
    expect(await tokens.removeConsent(app.id, user.id, 'cli:test')).toBe(true)
    expect(await tokens.findByAuthToken(secrets.authToken)).toBeUndefined()
    expect(await tokens.findByBearer(secrets.bearerToken)).toBeUndefined()
    expect(await tokens.findByOAuthToken(secrets.authToken)).toBeUndefined()
    expect(await tokens.consent(app.id, user.id)).toBeUndefined()
    expect(await tokens.removeConsent(app.id, user.id, 'cli:test')).toBe(false)
    expect(await tokens.findByAuthToken(kept)).toBeDefined()
    expect(await tokens.consentsOf(user.id)).toHaveLength(1)
  })

  test('leaves no token where its consent is removed concurrently', async () => {
    const { tokens } = subject()
    const { app, user } = await someToken()
    for (let round = 0; round < 40; round++) {
      const authToken = randomHex(16)
      const token = { appId: app.id, userId: user.id, permissions: reading, secrets: { authToken } }
      await Promise.all([tokens.create(token, 1, 'cli:test'), tokens.removeConsent(app.id, user.id, 'cli:test')])
      const consent = await tokens.consent(app.id, user.id)
      expect((await tokens.findByAuthToken(authToken)) !== undefined).toBe(consent !== undefined)
    }
  })

  test('lists tokens of an application, of a user, of both', async () => {
    const { tokens } = subject()
    const { app, user } = await someToken(writing)
    const other = await someToken()
    const summary = {
      id: expect.any(Number),
      appKey: app.key,
      username: user.username,
      permissions: writing,
      createdAt: 1000,
    }
    expect(await tokens.list({ appId: app.id })).toEqual([summary])
    expect(await tokens.list({ userId: user.id })).toEqual([summary])
    expect(await tokens.list({ appId: app.id, userId: other.user.id })).toEqual([])
    expect((await tokens.list({})).length).toBeGreaterThanOrEqual(2)
  })
}
