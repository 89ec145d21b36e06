import { randomHex } from '../../src/core/auth/hash.js'
import { noPermissions, type Permissions } from '../../src/core/permissions.js'
import { verifierTries } from '../../src/core/ports/request-token-store.js'
import { type Subject, someApp, someUser } from './subject.js'

/** The contract of every RequestTokenStore. */
export function requestTokensContract(subject: () => Subject): void {
  const asked: Permissions = { ...noPermissions, doc: 'read' }
  const permissions: Permissions = { ...noPermissions, doc: 'delete', post: 'write' }
  const verifier = 'the-right-one'
  const secrets = () => ({ authToken: randomHex(16), oauthSecret: randomHex(16) })
  const now = () => subject().clock.now() / 1000

  /** A request token of a new application, and a user to grant it. */
  const waiting = async () => {
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const fresh = { token: randomHex(16), secret: randomHex(16), callback: 'https://example.org/back?a=1' }
    const request = { ...fresh, appId: app.id, asked, now: now(), expiresAt: now() + 600 }
    await subject().requestTokens.create(request)
    return { app, user, ...fresh, grant: { appId: app.id, userId: user.id, permissions } }
  }
  const granted = async () => {
    const prepared = await waiting()
    expect(await subject().requestTokens.grant(prepared.token, prepared.grant, verifier, now())).toBe(true)
    return prepared
  }

  test('waits for a user, then is exchanged for one token with what was granted', async () => {
    const { requestTokens, tokens } = subject()
    const { app, user, token, secret, callback, grant } = await waiting()
    const kept = { appId: app.id, secret, callback, asked, granted: false }
    expect(await requestTokens.find(token, now())).toEqual(kept)
    expect(await requestTokens.exchange(token, app.id, undefined, secrets(), now())).toBeUndefined()
    expect(await tokens.consent(app.id, user.id)).toBeUndefined()

    expect(await requestTokens.grant(token, grant, verifier, now())).toBe(true)
    expect(await requestTokens.find(token, now())).toMatchObject({ appId: app.id, secret, callback, granted: true })
    expect(await tokens.consent(app.id, user.id)).toMatchObject({ permissions, createdAt: now() })

    const fresh = secrets()
    expect(await tokens.findByOAuthToken(fresh.authToken)).toBeUndefined()
    expect(await requestTokens.exchange(token, app.id, verifier, fresh, now())).toEqual(grant)
    expect(await tokens.findByOAuthToken(fresh.authToken)).toMatchObject({
      appId: app.id,
      user: { id: user.id },
      permissions,
      oauthSecret: fresh.oauthSecret,
    })
    expect(await requestTokens.find(token, now())).toBeUndefined()
    expect(await requestTokens.exchange(token, app.id, verifier, secrets(), now())).toBeUndefined()
  })

  test('gives exactly one token to 50 concurrent exchanges', async () => {
    const { requestTokens, tokens } = subject()
    const { app, user, token, grant } = await granted()
    const attempts = Array.from({ length: 50 }, () => requestTokens.exchange(token, app.id, verifier, secrets(), now()))
    expect((await Promise.all(attempts)).filter((got) => got !== undefined)).toEqual([grant])
    expect(await tokens.list({ userId: user.id })).toHaveLength(1)
  })

  test('ends with the last of five wrong verifiers, also where they are concurrent', async () => {
    const { requestTokens, tokens } = subject()
    expect(verifierTries).toBe(5)
    const { app, user, token } = await granted()
    const guesses = Array.from({ length: 20 }, (_, n) =>
      requestTokens.exchange(token, app.id, `guess ${n}`, secrets(), now()),
    )
    const answers = await Promise.all(guesses)
    expect(answers.filter((answer) => answer === 'verifier-wrong')).toHaveLength(5)
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(15)
    expect(await requestTokens.find(token, now())).toBeUndefined()
    expect(await requestTokens.exchange(token, app.id, verifier, secrets(), now())).toBeUndefined()
    expect(await tokens.list({ userId: user.id })).toEqual([])
  })

  test('survives four wrong verifiers, and needs none where it is optional', async () => {
    const { requestTokens } = subject()
    const [first, second] = [await granted(), await granted()]
    for (let tried = 1; tried < verifierTries; tried++) {
      expect(await requestTokens.exchange(first.token, first.app.id, 'wrong', secrets(), now())).toBe('verifier-wrong')
    }
    expect(await requestTokens.exchange(first.token, first.app.id, verifier, secrets(), now())).toEqual(first.grant)
    expect(await requestTokens.exchange(second.token, second.app.id, undefined, secrets(), now())).toEqual(second.grant)
  })

  test('counts no wrong verifier before it is granted', async () => {
    const { requestTokens } = subject()
    const { app, token, grant } = await waiting()
    for (let tried = 0; tried < verifierTries + 1; tried++) {
      expect(await requestTokens.exchange(token, app.id, 'wrong', secrets(), now())).toBeUndefined()
    }
    expect(await requestTokens.grant(token, grant, verifier, now())).toBe(true)
    expect(await requestTokens.exchange(token, app.id, verifier, secrets(), now())).toEqual(grant)
  })

  test('accepts no verifier of another request token', async () => {
    const { requestTokens } = subject()
    const { app, token, grant } = await granted()
    const other = await waiting()
    await requestTokens.grant(other.token, other.grant, 'of the other', now())
    expect(await requestTokens.exchange(token, app.id, 'of the other', secrets(), now())).toBe('verifier-wrong')
    expect(await requestTokens.exchange(token, app.id, verifier, secrets(), now())).toEqual(grant)
  })

  test('is granted once, though many users click at the same time', async () => {
    const { requestTokens, tokens } = subject()
    const { app, token } = await waiting()
    const people = await Promise.all(Array.from({ length: 10 }, () => someUser(subject())))
    const clicks = await Promise.all(
      people.map(({ id }) =>
        requestTokens.grant(token, { appId: app.id, userId: id, permissions }, `verifier of ${id}`, now()),
      ),
    )
    expect(clicks.filter((won) => won)).toHaveLength(1)
    const consents = await Promise.all(people.map(({ id }) => tokens.consent(app.id, id)))
    expect(consents.map((consent) => consent !== undefined)).toEqual(clicks)
  })

  test('belongs to its application; attempts of others do not count', async () => {
    const { requestTokens, tokens } = subject()
    const { app, user, token, grant } = await granted()
    const other = await someApp(subject())
    for (let tried = 0; tried < verifierTries + 1; tried++) {
      expect(await requestTokens.exchange(token, other.id, 'wrong', secrets(), now())).toBeUndefined()
    }
    expect(await requestTokens.exchange(token, other.id, verifier, secrets(), now())).toBeUndefined()
    expect(await requestTokens.exchange(token, app.id, verifier, secrets(), now())).toEqual(grant)

    const second = await waiting()
    const foreign = { appId: other.id, userId: user.id, permissions }
    expect(await requestTokens.grant(second.token, foreign, verifier, now())).toBe(false)
    expect(await tokens.consent(other.id, user.id)).toBeUndefined()
  })

  test('expires, and is deleted when the next one is created', async () => {
    const { requestTokens, tokens } = subject()
    const [first, second] = [await waiting(), await granted()]
    const end = now() + 600
    expect(await requestTokens.find(first.token, end - 1)).toBeDefined()
    expect(await requestTokens.find(first.token, end)).toBeUndefined()
    expect(await requestTokens.grant(first.token, first.grant, verifier, end)).toBe(false)
    expect(await tokens.consent(first.app.id, first.user.id)).toBeUndefined()
    expect(await requestTokens.exchange(second.token, second.app.id, verifier, secrets(), end)).toBeUndefined()
    expect(await requestTokens.exchange(second.token, second.app.id, 'wrong', secrets(), end)).toBeUndefined()

    const next = { token: randomHex(16), secret: 's', appId: first.app.id, callback: 'oob', asked }
    await requestTokens.create({ ...next, now: end, expiresAt: end + 600 })
    expect(await requestTokens.find(first.token, end - 1)).toBeUndefined()
    expect(await requestTokens.find(next.token, end)).toMatchObject({ callback: 'oob' })
  })

  test('ends where the user refuses', async () => {
    const { requestTokens } = subject()
    const { token, grant } = await waiting()
    await requestTokens.remove(token)
    expect(await requestTokens.find(token, now())).toBeUndefined()
    expect(await requestTokens.grant(token, grant, verifier, now())).toBe(false)
  })

  test('is not found before it is created', async () => {
    const { requestTokens } = subject()
    const { app, grant } = await waiting()
    expect(await requestTokens.find('unknown', now())).toBeUndefined()
    expect(await requestTokens.grant('unknown', grant, verifier, now())).toBe(false)
    expect(await requestTokens.exchange('unknown', app.id, verifier, secrets(), now())).toBeUndefined()
  })

  test('is deleted with the consent once granted', async () => {
    const { requestTokens, tokens } = subject()
    const { app, user, token } = await granted()
    expect(await tokens.removeConsent(app.id, user.id, 'cli:test')).toBe(true)
    expect(await requestTokens.find(token, now())).toBeUndefined()
    expect(await requestTokens.exchange(token, app.id, verifier, secrets(), now())).toBeUndefined()
  })

  test('leaves no token where its consent is removed concurrently', async () => {
    const { requestTokens, tokens } = subject()
    for (let round = 0; round < 20; round++) {
      const { app, user, token } = await granted()
      const fresh = secrets()
      await Promise.all([
        requestTokens.exchange(token, app.id, verifier, fresh, now()),
        tokens.removeConsent(app.id, user.id, 'cli:test'),
      ])
      expect(await tokens.findByAuthToken(fresh.authToken)).toBeUndefined()
      expect(await tokens.consent(app.id, user.id)).toBeUndefined()
    }
  })
}
