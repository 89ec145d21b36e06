import { createConsents } from '../../../src/core/consent/consents.js'
import { type AuthorisationRequest, createOAuthFlow, type OAuthFlow } from '../../../src/core/consent/oauth-flow.js'
import type { Pair } from '../../../src/core/pair.js'
import { noPermissions, type Permissions } from '../../../src/core/permissions.js'
import type { Application, NewApplication } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { ipernity } from '../../../src/dialects/ipernity.js'
import { someApp, someUser } from '../../contracts/subject.js'
import { sqliteDatabase, type TestDatabase } from '../../support/databases.js'
import { MovingClock } from '../../support/moving-clock.js'
import { type Stores, sqlStores } from '../../support/sql-stores.js'

const callback = 'https://app.example/back?keep=1'
const tenMinutes = 600_000

let database: TestDatabase
let stores: Stores
let clock: MovingClock
let flow: OAuthFlow
let web: Application
let desktop: Application
let user: User

beforeAll(async () => {
  database = await sqliteDatabase()
  clock = new MovingClock()
  stores = sqlStores(database.sql, clock)
  flow = createOAuthFlow({ ...stores, clock, dialect: ipernity })
  web = await register({ type: 'web', callback })
  desktop = await register({ type: 'desktop' })
  user = await someUser(stores)
})

afterAll(() => database.remove())

const register = (app: Partial<NewApplication>) => someApp({ ...stores, clock }, app)

/** An application whose consumers know no verifier. */
async function oldApp(app: Partial<NewApplication> = { type: 'web', callback }): Promise<Application> {
  const { key } = await register(app)
  const changed = await stores.apps.change(key, { verifier: 'optional' }, 'cli:test')
  if (changed === undefined) throw new Error('the application is gone')
  return changed
}

const request = (app: Application, named?: string, asked: Partial<Permissions> = {}) =>
  flow.request(app, named, { ...noPermissions, ...asked })

const open = (token: string, more: Readonly<Record<string, string>> = {}) =>
  flow.open([['oauth_token', token], ...Object.entries(more)])

/** Opens the link of a new request token. */
async function opened(app: Application, named?: string): Promise<AuthorisationRequest> {
  return open((await request(app, named)).token)
}

/** The verifier that a user brings to the application, one way or the other. */
async function verifierFrom(asked: AuthorisationRequest, { id } = user): Promise<string> {
  const allowed = await flow.allow(asked, id)
  if ('verifier' in allowed) return allowed.verifier
  return new URL(allowed.redirect).searchParams.get('oauth_verifier') ?? ''
}

const problem = (word: string, code = 107) => ({ problem: word, code })

describe('the whole flow', () => {
  test('gives a token for what the user agreed to, by way of the registered callback', async () => {
    const { token, secret } = await request(web, undefined, { doc: 'write', blog: 'read' })
    expect(token).toMatch(new RegExp(`^${web.id}-[0-9a-f]{32}$`))
    expect(secret).toMatch(/^[0-9a-f]{32}$/)
    const asked = await open(token)
    expect(asked.permissions).toEqual({ ...noPermissions, doc: 'write', blog: 'read' })
    const allowed = await flow.allow(asked, user.id)
    const redirect = 'redirect' in allowed ? allowed.redirect : ''
    expect(redirect).toMatch(
      new RegExp(`^https://app\\.example/back\\?keep=1&oauth_token=${token}&oauth_verifier=[0-9a-f]{32}$`),
    )
    const verifier = new URL(redirect).searchParams.get('oauth_verifier') ?? ''
    const held = await flow.exchange(web, token, verifier)
    expect(held.secret).toMatch(/^[0-9a-f]{32}$/)
    expect(await stores.tokens.findByOAuthToken(held.token)).toMatchObject({
      appId: web.id,
      user: { id: user.id },
      permissions: asked.permissions,
      oauthSecret: held.secret,
    })
  })

  test('gives a program a verifier that can be typed as people type', async () => {
    for (const typedAs of [
      (shown: string) => shown,
      (shown: string) => shown.toLowerCase().replace('-', ''),
      (shown: string) => ` ${shown.replace('-', ' ')}\n`,
      (shown: string) => shown.replace('-', '–'),
    ]) {
      const asked = await opened(desktop)
      expect(asked.callback).toBeUndefined()
      const verifier = await verifierFrom(asked)
      expect(verifier).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      await expect(flow.exchange(desktop, asked.token, typedAs(verifier))).resolves.toBeDefined()
    }
  })

  test('ends with the consent, token and request token alike', async () => {
    const [first, second] = [await opened(web), await opened(web)]
    const held = await flow.exchange(web, first.token, await verifierFrom(first))
    const verifier = await verifierFrom(second)
    expect(await createConsents(stores).revoke(user.id, web.key)).toBe(true)
    expect(await stores.tokens.findByOAuthToken(held.token)).toBeUndefined()
    await expect(flow.exchange(web, second.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
  })

  test('gives one token to 50 who exchange at the same moment', async () => {
    const asked = await opened(web)
    const verifier = await verifierFrom(asked)
    const attempts = Array.from({ length: 50 }, () => flow.exchange(web, asked.token, verifier))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('nobody can make a user finish what another began', () => {
  test('without a verifier', async () => {
    const asked = await opened(web)
    await verifierFrom(asked)
    for (const none of [undefined, '']) {
      await expect(flow.exchange(web, asked.token, none)).rejects.toMatchObject({
        ...problem('parameter_absent', 131),
        message: expect.stringContaining('oauth_verifier'),
      })
    }
  })

  test('with a wrong verifier, which ends the request token at the fifth time', async () => {
    const asked = await opened(web)
    const verifier = await verifierFrom(asked)
    for (let n = 0; n < 5; n++) {
      await expect(flow.exchange(web, asked.token, `wrong ${n}`)).rejects.toMatchObject(problem('verifier_invalid'))
    }
    await expect(flow.exchange(web, asked.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
  })

  test("with another user's verifier", async () => {
    const eve = await someUser(stores)
    const [mine, hers] = [await opened(web), await opened(web)]
    const [verifier, other] = [await verifierFrom(mine), await verifierFrom(hers, eve)]
    await expect(flow.exchange(web, mine.token, other)).rejects.toMatchObject(problem('verifier_invalid'))
    const held = await flow.exchange(web, mine.token, verifier)
    expect(await stores.tokens.findByOAuthToken(held.token)).toMatchObject({ user: { id: user.id } })
  })

  test('a second time', async () => {
    const asked = await opened(web)
    const verifier = await verifierFrom(asked)
    await flow.exchange(web, asked.token, verifier)
    await expect(flow.exchange(web, asked.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
    await expect(open(asked.token)).rejects.toMatchObject(problem('token_rejected'))
  })

  test('after ten minutes', async () => {
    const [waiting, granted] = [await opened(web), await opened(web)]
    const verifier = await verifierFrom(granted)
    clock.advance(tenMinutes - 1000)
    await expect(open(waiting.token)).resolves.toBeDefined()
    clock.advance(1000)
    await expect(open(waiting.token)).rejects.toMatchObject(problem('token_rejected'))
    await expect(flow.allow(waiting, user.id)).rejects.toMatchObject(problem('token_rejected'))
    await expect(flow.exchange(web, granted.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
  })

  test('by moving the callback in the link', async () => {
    for (const named of [undefined, callback, 'oob']) {
      const { token } = await request(web, named)
      const moved = [
        'https://evil.example/back',
        `${callback}&more=1`,
        'javascript:alert(1)',
        named === 'oob' ? callback : 'oob',
      ]
      for (const address of moved) {
        await expect(open(token, { oauth_callback: address })).rejects.toMatchObject(problem('parameter_rejected', 123))
      }
      expect((await open(token, { oauth_callback: named ?? callback })).callback?.href).toBe(
        named === 'oob' ? undefined : callback,
      )
    }
  })
})

describe('a callback', () => {
  const accepts = (app: Application, named: string) => expect(request(app, named)).resolves.toBeDefined()
  const refuses = (app: Application, named: string) =>
    expect(request(app, named)).rejects.toMatchObject(problem('parameter_rejected', 123))

  test.each(['oob', callback, 'https://app.example/back', 'https://APP.example:443/back?other=%2F'])(
    'of a web application may be %s',
    (named) => accepts(web, named),
  )

  test.each([
    'http://app.example/back',
    'https://app.example:8443/back',
    'https://www.app.example/back',
    'https://app.example.evil.example/back',
    'https://app.example@evil.example/back',
    'https://app.example/back/',
    'https://app.example/BACK',
    'https://app.example/back/../evil',
    'https://app.example/back%2F..%2Fevil',
    'https://app.example/back#fragment',
    'https://app.example\\@evil.example/back',
    'javascript:alert(1)',
    'data:text/html,x',
    '//app.example/back',
    '/back',
    'OOB',
    'http://127.0.0.1/back',
  ])('of a web application may not be %s', (named) => refuses(web, named))

  test('of a program without a registered one is on the machine of the user, or oob', async () => {
    for (const named of ['http://127.0.0.1:49152/', 'http://[::1]:8000/back', 'http://localhost:80/x?y', 'oob']) {
      await accepts(desktop, named)
    }
    for (const named of ['http://app.example/', 'http://127.0.0.1.evil.example/', 'http://192.0.2.1/', 'org.app:/x']) {
      await refuses(desktop, named)
    }
  })

  test('of a program that registered one on the machine of the user has any port', async () => {
    const local = await register({ type: 'desktop', callback: 'http://127.0.0.1:8000/back' })
    await accepts(local, 'http://127.0.0.1:49152/back')
    for (const named of ['http://127.0.0.1:8000/other', 'http://localhost:8000/back', 'https://127.0.0.1:8000/back']) {
      await refuses(local, named)
    }
    const site = await register({ type: 'web', callback: 'http://127.0.0.1:8000/back' })
    await refuses(site, 'http://127.0.0.1:8001/back')
  })

  test('may have a scheme of its own, where that is registered', async () => {
    const app = await register({ type: 'desktop', callback: 'org.example.app:/back' })
    await accepts(app, 'org.example.app:/back?state=1')
    await refuses(app, 'org.example.other:/back')
    await refuses(app, 'http://127.0.0.1:8000/back')
  })

  test('that the application never registered nor named means oob', async () => {
    expect((await opened(await register({ type: 'web' }))).callback).toBeUndefined()
    expect((await opened(desktop, '')).callback).toBeUndefined()
  })

  test('that is registered no longer sends nobody there', async () => {
    const app = await register({ type: 'web', callback })
    const { token } = await request(app, callback)
    await stores.apps.change(app.key, { callback: 'https://new.example/back' }, 'cli:test')
    await expect(open(token)).rejects.toMatchObject(problem('parameter_rejected', 123))
  })

  test('in the link counts for consumers of OAuth 1.0 that named none before, by the same rule', async () => {
    const old = await oldApp()
    const { token } = await request(old)
    const linked = 'https://app.example/back?user=7'
    expect((await open(token, { oauth_callback: linked })).callback?.href).toBe(linked)
    expect((await open(token)).callback?.href).toBe(callback)
    await expect(open(token, { oauth_callback: 'https://evil.example/' })).rejects.toMatchObject(
      problem('parameter_rejected', 123),
    )
    const named = await request(old, callback)
    await expect(open(named.token, { oauth_callback: linked })).rejects.toMatchObject(
      problem('parameter_rejected', 123),
    )
  })
})

describe('a link', () => {
  test('asks for the levels that it names, else for those of the request token', async () => {
    const { token } = await request(web, undefined, { doc: 'delete', profile: 'read' })
    const asked = await open(token, { perm_doc: 'read', perm_network: 'write', perm_post: 'none' })
    expect(asked.permissions).toEqual({ doc: 'read', blog: 'none', profile: 'read', network: 'write', post: 'none' })
  })

  test.each([
    [[['perm_doc', 'all']]],
    [[['perm_profile', 'delete']]],
    [
      [
        ['perm_doc', 'read'],
        ['perm_doc', 'delete'],
      ],
    ],
    [
      [
        ['oauth_callback', callback],
        ['oauth_callback', 'https://evil.example/'],
      ],
    ],
  ] satisfies [Pair[]][])('with %j is refused', async (pairs) => {
    const { token } = await request(web)
    await expect(flow.open([['oauth_token', token], ...pairs])).rejects.toMatchObject({ code: 123 })
  })

  test('may carry what nobody knows here', async () => {
    const { token } = await request(web)
    await expect(open(token, { lang: 'fr', oauth_consumer_key: 'x' })).resolves.toMatchObject({ token })
  })

  test('needs a request token that waits for somebody, of an application that is not disabled', async () => {
    await expect(flow.open([])).rejects.toMatchObject(problem('parameter_absent', 131))
    await expect(open('1-abc')).rejects.toMatchObject(problem('token_rejected'))
    const app = await register({ type: 'web', callback })
    const asked = await opened(app)
    await flow.allow(asked, user.id)
    await expect(open(asked.token)).rejects.toMatchObject(problem('token_used'))
    await expect(flow.allow(asked, user.id)).rejects.toMatchObject(problem('token_rejected'))
    const { token } = await request(app)
    await stores.apps.change(app.key, { disabled: true }, 'cli:test')
    await expect(open(token)).rejects.toMatchObject({ code: 101 })
  })
})

describe('a user who refuses', () => {
  test('is sent back with that word, and the request token ends', async () => {
    const asked = await opened(web)
    expect(await flow.deny(asked)).toBe(
      `https://app.example/back?keep=1&oauth_token=${asked.token}&oauth_problem=user_refused`,
    )
    await expect(open(asked.token)).rejects.toMatchObject(problem('token_rejected'))
    await expect(flow.exchange(web, asked.token, 'any')).rejects.toMatchObject(problem('token_rejected'))
  })

  test('stays where a program waits', async () => {
    expect(await flow.deny(await opened(desktop))).toBeUndefined()
  })
})

describe('an exchange', () => {
  test('of a request token that nobody has agreed to says so', async () => {
    const { token } = await request(web)
    await expect(flow.exchange(web, token, 'any')).rejects.toMatchObject(problem('permission_unknown'))
  })

  test("of another application's request token is refused, and takes none of its tries", async () => {
    const asked = await opened(web)
    const verifier = await verifierFrom(asked)
    for (let n = 0; n < 6; n++) {
      await expect(flow.exchange(desktop, asked.token, 'wrong')).rejects.toMatchObject(problem('token_rejected'))
    }
    await expect(flow.exchange(web, asked.token, verifier)).resolves.toBeDefined()
  })

  test('for a user who was suspended meanwhile gives 108', async () => {
    const member = await someUser(stores)
    const asked = await opened(web)
    const verifier = await verifierFrom(asked, member)
    await stores.users.setState(member.id, 'suspended', 'cli:test')
    await expect(flow.exchange(web, asked.token, verifier)).rejects.toMatchObject({ code: 108 })
  })

  test('needs no verifier where the application may go without, and takes any', async () => {
    const old = await oldApp()
    for (const shown of [undefined, '', 'a dummy']) {
      const asked = await opened(old)
      expect(await verifierFrom(asked)).toMatch(/^[0-9a-f]{32}$/)
      await expect(flow.exchange(old, asked.token, shown)).resolves.toBeDefined()
    }
  })
})
