import { randomHex } from '../../src/core/auth/hash.js'
import { noPermissions, type Permissions } from '../../src/core/permissions.js'
import { type Subject, someApp, someUser } from './subject.js'

/** The contract of every TokenStore about frobs. */
export function frobsContract(subject: () => Subject): void {
  const permissions: Permissions = { ...noPermissions, doc: 'delete', post: 'write' }
  const secrets = () => ({ authToken: randomHex(16) })
  const now = () => subject().clock.now() / 1000

  /** A frob of a new application, and a user to grant it. */
  const waiting = async () => {
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const frob = randomHex(16)
    await subject().tokens.createFrob(frob, app.id, now() + 600)
    return { app, user, frob, grant: { appId: app.id, userId: user.id, permissions } }
  }
  const granted = async () => {
    const prepared = await waiting()
    await subject().tokens.grantFrob(prepared.frob, prepared.grant, now())
    return prepared
  }

  test('waits for a user, then is exchanged for one token with what was granted', async () => {
    const { tokens } = subject()
    const { app, user, frob, grant } = await waiting()
    expect(await tokens.findFrob(frob, now())).toEqual({ appId: app.id, authorised: false })
    expect(await tokens.exchangeFrob(frob, app.id, secrets(), now())).toBeUndefined()
    expect(await tokens.consent(app.id, user.id)).toBeUndefined()

    expect(await tokens.grantFrob(frob, grant, now())).toBe(true)
    expect(await tokens.findFrob(frob, now())).toEqual({ appId: app.id, authorised: true })
    expect(await tokens.consent(app.id, user.id)).toMatchObject({ permissions, createdAt: now() })

    const fresh = secrets()
    expect(await tokens.exchangeFrob(frob, app.id, fresh, now())).toEqual(grant)
    expect(await tokens.findByAuthToken(fresh.authToken)).toMatchObject({ appId: app.id, permissions })
    expect(await tokens.findFrob(frob, now())).toBeUndefined()
    expect(await tokens.exchangeFrob(frob, app.id, secrets(), now())).toBeUndefined()
  })

  test('can be created granted', async () => {
    const { tokens } = subject()
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const grant = { appId: app.id, userId: user.id, permissions }
    await tokens.createGrantedFrob('already-granted', grant, now(), now() + 600)
    expect(await tokens.findFrob('already-granted', now())).toEqual({ appId: app.id, authorised: true })
    expect(await tokens.consent(app.id, user.id)).toMatchObject({ permissions })
    expect(await tokens.exchangeFrob('already-granted', app.id, secrets(), now())).toEqual(grant)
  })

  test('gives exactly one token to 200 concurrent exchanges', async () => {
    const { tokens } = subject()
    const { app, user, frob, grant } = await granted()
    const attempts = Array.from({ length: 200 }, () => tokens.exchangeFrob(frob, app.id, secrets(), now()))
    const grants = (await Promise.all(attempts)).filter((got) => got !== undefined)
    expect(grants).toEqual([grant])
    expect(await tokens.list({ userId: user.id })).toHaveLength(1)
  })

  test('is granted once, though many users click at the same time', async () => {
    const { tokens } = subject()
    const { app, frob } = await waiting()
    const people = await Promise.all(Array.from({ length: 10 }, () => someUser(subject())))
    const clicks = await Promise.all(
      people.map(({ id }) => tokens.grantFrob(frob, { appId: app.id, userId: id, permissions }, now())),
    )
    expect(clicks.filter((won) => won)).toHaveLength(1)
    const consents = await Promise.all(people.map(({ id }) => tokens.consent(app.id, id)))
    expect(consents.map((consent) => consent !== undefined)).toEqual(clicks)
  })

  test('belongs to its application', async () => {
    const { tokens } = subject()
    const { app, user, frob, grant } = await granted()
    const other = await someApp(subject())
    expect(await tokens.exchangeFrob(frob, other.id, secrets(), now())).toBeUndefined()
    expect(await tokens.exchangeFrob(frob, app.id, secrets(), now())).toEqual(grant)

    const second = await waiting()
    expect(await tokens.grantFrob(second.frob, { appId: other.id, userId: user.id, permissions }, now())).toBe(false)
    expect(await tokens.consent(other.id, user.id)).toBeUndefined()
  })

  test('expires', async () => {
    const { tokens } = subject()
    const [first, second] = [await waiting(), await granted()]
    const end = now() + 600
    expect(await tokens.findFrob(first.frob, end - 1)).toBeDefined()
    expect(await tokens.findFrob(first.frob, end)).toBeUndefined()
    expect(await tokens.grantFrob(first.frob, first.grant, end)).toBe(false)
    expect(await tokens.consent(first.app.id, first.user.id)).toBeUndefined()
    expect(await tokens.exchangeFrob(second.frob, second.app.id, secrets(), end)).toBeUndefined()
  })

  test('is not found before it is created', async () => {
    const { tokens } = subject()
    const { app, grant } = await waiting()
    expect(await tokens.findFrob('unknown', now())).toBeUndefined()
    expect(await tokens.grantFrob('unknown', grant, now())).toBe(false)
    expect(await tokens.exchangeFrob('unknown', app.id, secrets(), now())).toBeUndefined()
  })

  test('is deleted with the consent', async () => {
    const { tokens } = subject()
    const { app, user, frob } = await granted()
    expect(await tokens.removeConsent(app.id, user.id, 'cli:test')).toBe(true)
    expect(await tokens.findFrob(frob, now())).toBeUndefined()
    expect(await tokens.exchangeFrob(frob, app.id, secrets(), now())).toBeUndefined()
  })

  test('leaves no token where its consent is removed concurrently', async () => {
    const { tokens } = subject()
    for (let round = 0; round < 20; round++) {
      const { app, user, frob } = await granted()
      const fresh = secrets()
      await Promise.all([
        tokens.exchangeFrob(frob, app.id, fresh, now()),
        tokens.removeConsent(app.id, user.id, 'cli:test'),
      ])
      expect(await tokens.findByAuthToken(fresh.authToken)).toBeUndefined()
      expect(await tokens.consent(app.id, user.id)).toBeUndefined()
    }
  })
}
