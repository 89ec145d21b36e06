import { randomHex } from '../../src/core/auth/hash.js'
import { noPermissions } from '../../src/core/permissions.js'
import type { AuditEntry } from '../../src/core/ports/audit-log.js'
import { type Subject, someApp, someUser } from './subject.js'

/** The contract of every AuditLog, and of the stores that write it. */
export function auditLogContract(subject: () => Subject): void {
  const by = 'cli:root'
  const readsDocuments = { ...noPermissions, doc: 'read' } as const
  const now = () => Math.floor(subject().clock.now() / 1000)

  /** The entries that an action adds, without id and time. */
  const notedBy = async (work: () => Promise<unknown>) => {
    const before = await subject().audit.list({ since: 0 })
    await work()
    const entries = (await subject().audit.list({ since: 0 })).slice(before.length)
    for (const { at } of entries) expect(at).toBe(now())
    return entries.map(({ actor, action, target, detail }: AuditEntry) => ({ actor, action, target, detail }))
  }

  test('records changes of accounts', async () => {
    const { users } = subject()
    const user = { realname: '', lg: 'en', passwordHash: '$argon2id$hash' }
    let id = ''
    const made = await notedBy(async () => {
      id = (await users.create({ ...user, username: 'Audited' }, by))?.id ?? ''
      await users.create({ ...user, username: 'audited' }, by)
    })
    const target = `user:${id}`
    expect(made).toEqual([{ actor: by, action: 'user.create', target, detail: { username: 'Audited' } }])
    const changes = await notedBy(async () => {
      await users.setPassword(id, '$argon2id$other', by)
      await users.setState(id, 'suspended', by)
      await users.setState(id, 'suspended', by)
      await users.setState(id, 'active', by)
      await users.setState(id, 'closed', by)
      await users.setState('999999', 'closed', by)
      await users.setPassword('999999', '$argon2id$other', by)
    })
    expect(changes).toEqual(
      ['user.set-password', 'user.suspend', 'user.restore', 'user.close'].map((action) => ({
        actor: by,
        action,
        target,
        detail: {},
      })),
    )
  })

  test('names the new user as the actor of a sign-up', async () => {
    let id = ''
    const entries = await notedBy(async () => {
      id = (await someUser(subject())).id
    })
    expect(entries).toMatchObject([{ actor: `user:${id}`, action: 'user.create', target: `user:${id}` }])
  })

  test('records changes of applications, with old and new values', async () => {
    const { apps } = subject()
    const { id: ownerId } = await someUser(subject())
    let key = ''
    const entries = await notedBy(async () => {
      key = (await apps.create({ name: 'Album', type: 'web', ownerId }, by)).key
      await apps.change(key, { name: 'Albums', verifier: 'required', callback: 'https://a.example/' }, by)
      await apps.change(key, { text: { lg: 'de', subtitle: 'S', description: 'D' } }, by)
      await apps.change(key, { name: 'Albums' }, by)
      await apps.change(key, { disabled: true }, by)
      await apps.change(key, { disabled: false, signAll: true }, by)
      await apps.rotateSecret(key, by)
      await apps.change('0'.repeat(32), { name: 'Nothing' }, by)
      await apps.rotateSecret('0'.repeat(32), by)
    })
    const texts = { de: { subtitle: 'S', description: 'D' } }
    expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
      ['app.create', { name: 'Album', type: 'web', owner: `user:${ownerId}` }],
      ['app.set', { name: { from: 'Album', to: 'Albums' }, callback: { from: null, to: 'https://a.example/' } }],
      ['app.set', { texts: { from: {}, to: texts } }],
      ['app.disable', {}],
      ['app.enable', {}],
      ['app.set', { signAll: { from: false, to: true } }],
      ['app.rotate-secret', {}],
    ])
    for (const { actor, target } of entries) expect([actor, target]).toEqual([by, `app:${key}`])
  })

  test('records concurrent changes separately', async () => {
    const { apps } = subject()
    const { key } = await someApp(subject())
    const names = ['First', 'Second', 'Third', 'Fourth']
    const entries = await notedBy(() => Promise.all(names.map((name) => apps.change(key, { name }, by))))
    const steps = entries.map(({ detail }) => detail['name'] as { from: string; to: string })
    expect(steps.map(({ to }) => to).sort()).toEqual([...names].sort())
    expect(steps.map(({ from }) => from)).toEqual(['Uploader', ...steps.slice(0, -1).map(({ to }) => to)])
  })

  test('records tokens that operators create and revoke, and the consents', async () => {
    const { tokens } = subject()
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const authToken = randomHex(16)
    const permissions = readsDocuments
    const token = { appId: app.id, userId: user.id, permissions, secrets: { authToken } }
    const entries = await notedBy(async () => {
      await tokens.create(token, now(), by)
      await tokens.create({ ...token, secrets: { authToken: randomHex(16) } }, now(), by)
      await tokens.revoke(authToken, by)
      await tokens.revoke(authToken, by)
    })
    const made = { action: 'token.create', detail: { app: app.key, user: user.id, permissions } }
    expect(entries).toEqual(
      [
        { action: 'consent.allow', target: `app:${app.key}`, detail: { user: user.id, permissions } },
        { ...made, target: expect.stringMatching(/^token:\d+$/) },
        { ...made, target: expect.stringMatching(/^token:\d+$/) },
        { action: 'token.revoke', target: entries[1]?.target, detail: { app: app.key, user: user.id } },
      ].map((entry) => ({ actor: by, ...entry })),
    )
  })

  test('records consents, their revocation, and the tokens that applications got', async () => {
    const { tokens, requestTokens } = subject()
    const [app, user] = [await someApp(subject()), await someUser(subject())]
    const [frob, token] = [randomHex(16), randomHex(16)]
    const grant = { appId: app.id, userId: user.id, permissions: readsDocuments }
    const lifetime = { now: now(), expiresAt: now() + 600 }
    const secrets = () => ({ authToken: randomHex(16), oauthSecret: randomHex(16) })
    const entries = await notedBy(async () => {
      await tokens.createFrob(frob, app.id, lifetime.expiresAt)
      await tokens.grantFrob(frob, grant, now())
      const tries = Array.from({ length: 3 }, () => tokens.exchangeFrob(frob, app.id, secrets(), now()))
      await Promise.all(tries)
      const request = { token, appId: app.id, secret: 's', callback: '', asked: noPermissions, ...lifetime }
      await requestTokens.create(request)
      await requestTokens.grant(token, { ...grant, permissions: { ...noPermissions, doc: 'write' } }, 'v', now())
      await requestTokens.exchange(token, app.id, 'wrong', secrets(), now())
      await requestTokens.exchange(token, app.id, 'v', secrets(), now())
      await tokens.removeConsent(app.id, user.id, `user:${user.id}`)
      await tokens.removeConsent(app.id, user.id, `user:${user.id}`)
    })
    const [member, application] = [`user:${user.id}`, `app:${app.key}`]
    const facts = entries.map(({ actor, action, detail }) => [
      actor,
      action,
      detail['permissions'],
      detail['exchanged'],
    ])
    expect(facts).toEqual([
      [member, 'consent.allow', readsDocuments, undefined],
      [application, 'token.create', readsDocuments, 'frob'],
      [member, 'consent.allow', { ...noPermissions, doc: 'write' }, undefined],
      [application, 'token.create', { ...noPermissions, doc: 'write' }, 'request-token'],
      [member, 'consent.remove', undefined, undefined],
    ])
    expect(entries.at(-1)).toMatchObject({ target: application, detail: { user: user.id, tokens: 2 } })
  })

  test('records changes of block lists', async () => {
    const { blockLists } = subject()
    const [owner, blocked] = [await someUser(subject()), await someUser(subject())]
    const list = { kind: 'member', id: owner.id } as const
    const entries = await notedBy(async () => {
      await blockLists.add(list, blocked.id, `user:${owner.id}`)
      await blockLists.add(list, blocked.id, `user:${owner.id}`)
      await blockLists.remove(list, blocked.id, by)
      await blockLists.remove(list, blocked.id, by)
    })
    const entry = { target: `user:${blocked.id}`, detail: { list: `member:${owner.id}` } }
    expect(entries).toEqual([
      { actor: `user:${owner.id}`, action: 'block.add', ...entry },
      { actor: by, action: 'block.remove', ...entry },
    ])
  })

  test('lists entries since a time, of all actions or of one, newest last', async () => {
    const { audit, users, clock } = subject()
    const { id } = await someUser(subject())
    clock.advance(3_600_000)
    const since = now()
    await users.setState(id, 'suspended', by)
    clock.advance(1000)
    await users.setState(id, 'active', by)
    const shown = async (filter: Parameters<typeof audit.list>[0]) =>
      (await audit.list(filter)).map(({ at, action }) => [action, at])
    expect(await shown({ since })).toEqual([
      ['user.suspend', since],
      ['user.restore', since + 1],
    ])
    expect(await shown({ since: since + 1 })).toEqual([['user.restore', since + 1]])
    expect(await shown({ since, action: 'user.suspend' })).toEqual([['user.suspend', since]])
    expect(await shown({ since: since + 2 })).toEqual([])
  })
}
