import { noPermissions } from '../../src/core/permissions.js'
import type { Application } from '../../src/core/ports/app-store.js'
import { type Subject, someApp, someUser } from './subject.js'

/** The contract of every AppStore. */
export function appStoreContract(subject: () => Subject): void {
  const nobody = '0'.repeat(32)

  test('gives a new application a key, a secret and the default settings', async () => {
    const { apps, clock } = subject()
    const { id: ownerId } = await someUser(subject())
    const text = { subtitle: 'Sends photos', description: 'From the desktop — "all" of them' }
    const callback = 'https://example.org/back?a=1'
    const app = await apps.create(
      {
        name: 'Frob & Co',
        type: 'web',
        callback,
        website: 'https://example.org',
        ownerId,
        text,
      },
      'cli:test',
    )
    expect(app).toEqual({
      id: expect.any(Number),
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      secret: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'Frob & Co',
      type: 'web',
      callback,
      website: 'https://example.org',
      ownerId,
      disabled: false,
      signAll: false,
      legacySignatures: true,
      ambiguousSignatures: 'accept',
      addresses: [],
      oauthMethods: ['HMAC-SHA1', 'HMAC-SHA256'],
      rsaPublicKey: undefined,
      verifier: 'required',
      bodyHash: 'auto',
      services: [],
      texts: { '': text },
      createdAt: clock.now() / 1000,
    })
    expect(await apps.find(app.key)).toEqual(app)
    expect(await apps.findById(app.id)).toEqual(app)
  })

  test('registers an application without callback, website and texts', async () => {
    const app = await someApp(subject())
    expect(app).toMatchObject({ callback: undefined, website: undefined, texts: {} })
    expect(await subject().apps.find(app.key)).toEqual(app)
  })

  test.each(['', nobody, 'x', `${nobody}0`, 'A'.repeat(32), '\u0000', 'é'.repeat(200)])(
    'knows no application with the key %j',
    async (key) => {
      const { apps } = subject()
      expect(await apps.find(key)).toBeUndefined()
      expect(await apps.find(key)).toBeUndefined()
    },
  )

  test('changes what is named and leaves the rest', async () => {
    const { apps } = subject()
    const app = await someApp(subject(), { callback: 'https://example.org/', website: 'https://example.org/' })
    const policy = {
      signAll: true,
      legacySignatures: false,
      ambiguousSignatures: 'refuse',
      addresses: ['192.0.2.0/24', '2001:db8::/32'],
      oauthMethods: ['RSA-SHA1', 'PLAINTEXT', 'MD5'],
      rsaPublicKey: '-----BEGIN PUBLIC KEY-----\nMFww\n-----END PUBLIC KEY-----\n',
      verifier: 'optional',
      bodyHash: 'required',
      services: ['billing', 'petstore'],
      disabled: true,
    } as const
    expect(await apps.change(app.key, policy, 'cli:test')).toEqual({ ...app, ...policy })
    expect(await apps.change(app.key, { callback: undefined, name: 'New name' }, 'cli:test')).toEqual({
      ...app,
      ...policy,
      callback: undefined,
      name: 'New name',
    })
    expect(await apps.find(app.key)).toMatchObject({ name: 'New name', callback: undefined, website: app.website })
    expect(await apps.change(app.key, { addresses: [], disabled: false }, 'cli:test')).toMatchObject({ addresses: [] })
    expect(await apps.change(app.key, { oauthMethods: [], rsaPublicKey: undefined }, 'cli:test')).toMatchObject({
      oauthMethods: [],
      rsaPublicKey: undefined,
      verifier: 'optional',
    })
    expect(await apps.change(app.key, {}, 'cli:test')).toEqual(await apps.find(app.key))
  })

  test('keeps the services that an application may call, from its registration on', async () => {
    const { apps, audit, clock } = subject()
    const app = await someApp(subject(), { services: ['billing'] })
    expect(app.services).toEqual(['billing'])
    expect(await apps.find(app.key)).toEqual(app)
    expect(await apps.change(app.key, { services: ['*'] }, 'cli:test')).toEqual({ ...app, services: ['*'] })
    expect(await apps.find(app.key)).toMatchObject({ services: ['*'] })
    expect(await apps.change(app.key, { services: [] }, 'cli:test')).toEqual({ ...app, services: [] })
    const entries = await audit.list({ since: clock.now() / 1000 })
    const own = entries.filter(({ target }) => target === `app:${app.key}`)
    expect(own.map(({ action, detail }) => [action, detail['services']])).toEqual([
      ['app.create', ['billing']],
      ['app.set', { from: ['billing'], to: ['*'] }],
      ['app.set', { from: ['*'], to: [] }],
    ])
  })

  test('keeps texts by language, each replaced on its own', async () => {
    const { apps } = subject()
    const app = await someApp(subject(), { text: { subtitle: 'All', description: 'everybody' } })
    await apps.change(app.key, { text: { lg: 'fr', subtitle: 'Ancien', description: '' } }, 'cli:test')
    await apps.change(app.key, { text: { lg: 'fr', subtitle: 'Nouveau', description: 'à tous' } }, 'cli:test')
    const texts = {
      '': { subtitle: 'All', description: 'everybody' },
      fr: { subtitle: 'Nouveau', description: 'à tous' },
    }
    expect(await apps.find(app.key)).toEqual({ ...app, texts })
    expect((await apps.list(app.ownerId))[0]).toEqual({ ...app, texts })
  })

  test('replaces the secret, also where the application was just looked up', async () => {
    const { apps } = subject()
    const app = await someApp(subject())
    await Promise.all([apps.find(app.key), apps.findById(app.id)])
    const rotated = await apps.rotateSecret(app.key, 'cli:test')
    expect(rotated).toEqual({ ...app, secret: expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(rotated?.secret).not.toBe(app.secret)
    expect(await apps.find(app.key)).toEqual(rotated)
    expect(await apps.findById(app.id)).toEqual(rotated)
  })

  test('shows a change to the next look-up', async () => {
    const { apps } = subject()
    const app = await someApp(subject())
    expect(await apps.find(app.key)).toMatchObject({ disabled: false })
    await apps.change(app.key, { disabled: true }, 'cli:test')
    expect(await apps.find(app.key)).toMatchObject({ disabled: true })
  })

  test('answers undefined where no application has the key', async () => {
    const { apps } = subject()
    expect(
      await apps.change(nobody, { name: 'x', text: { lg: '', subtitle: '', description: '' } }, 'cli:test'),
    ).toBeUndefined()
    expect(await apps.rotateSecret(nobody, 'cli:test')).toBeUndefined()
  })

  test('deletes an application with all that belongs to it, and nothing else', async () => {
    const { apps, users, tokens, requestTokens, audit, clock } = subject()
    const now = clock.now() / 1000
    const text = { subtitle: 'S', description: 'D' }
    const owner = await someUser(subject())
    const [gone, kept] = [await someApp(subject(), { ownerId: owner.id, text }), await someApp(subject(), { text })]
    for (const app of [gone, kept]) {
      const grant = { appId: app.id, userId: owner.id, permissions: { ...noPermissions, doc: 'write' } } as const
      const secrets = { authToken: `auth-${app.key}`, bearerToken: `bearer-${app.key}`, oauthSecret: 'secret' }
      await tokens.create({ ...grant, secrets }, now, 'cli:test')
      await tokens.createFrob(`frob-${app.key}`, app.id, now + 60)
      await requestTokens.create({
        token: `request-${app.key}`,
        secret: 'secret',
        appId: app.id,
        callback: 'oob',
        asked: noPermissions,
        now,
        expiresAt: now + 60,
      })
    }
    await Promise.all([apps.find(gone.key), apps.findById(gone.id), tokens.findByAuthToken(`auth-${gone.key}`)])
    expect(await apps.delete(gone.key, 'cli:test')).toBe(1)
    const left = async (app: Application) => [
      await apps.find(app.key),
      await apps.findById(app.id),
      await tokens.findByAuthToken(`auth-${app.key}`),
      await tokens.findByBearer(`bearer-${app.key}`),
      await tokens.findByOAuthToken(`auth-${app.key}`),
      await tokens.consent(app.id, owner.id),
      await tokens.findFrob(`frob-${app.key}`, now),
      await requestTokens.find(`request-${app.key}`, now),
    ]
    expect(new Set(await left(gone))).toEqual(new Set([undefined]))
    expect(await left(kept)).not.toContain(undefined)
    expect(await users.find(owner.id)).toMatchObject({ username: owner.username })
    expect(await apps.delete(gone.key, 'cli:test')).toBeUndefined()
    const grant = { appId: gone.id, userId: owner.id, permissions: noPermissions }
    const secrets = { authToken: 'auth-late', bearerToken: 'bearer-late', oauthSecret: 'secret' }
    const request = { token: 'late', secret: 'secret', appId: gone.id, callback: 'oob', asked: noPermissions }
    for (const late of [
      () => tokens.create({ ...grant, secrets }, now, 'cli:test'),
      () => tokens.createFrob('frob-late', gone.id, now + 60),
      () => tokens.createGrantedFrob('frob-late', grant, now, now + 60),
      () => tokens.grantFrob(`frob-${gone.key}`, grant, now),
      () => tokens.exchangeFrob(`frob-${gone.key}`, gone.id, secrets, now),
      () => requestTokens.create({ ...request, now, expiresAt: now + 60 }),
      () => requestTokens.grant(`request-${gone.key}`, grant, 'verifier', now),
      () => requestTokens.exchange(`request-${gone.key}`, gone.id, 'verifier', secrets, now),
    ]) {
      await expect(late()).rejects.toMatchObject({ code: 101 })
    }
    expect(await tokens.removeConsent(gone.id, owner.id, 'cli:test')).toBe(false)
    const entries = await audit.list({ since: now, action: 'app.delete' })
    const detail = { name: gone.name, owner: `user:${owner.id}`, tokens: 1 }
    expect(entries).toMatchObject([{ actor: 'cli:test', target: `app:${gone.key}`, detail }])
  })

  test('lists all applications, or those of one owner, oldest first', async () => {
    const { apps } = subject()
    const { id: ownerId } = await someUser(subject())
    const text = { subtitle: 'S', description: 'D' }
    const mine = [await someApp(subject(), { ownerId, text }), await someApp(subject(), { ownerId })]
    const other = await someApp(subject())
    expect(await apps.list(ownerId)).toEqual(mine)
    expect((await apps.list()).slice(-3)).toEqual([...mine, other])
    expect(await apps.list('nobody')).toEqual([])
  })
}
