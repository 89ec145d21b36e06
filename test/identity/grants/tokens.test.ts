import { noPermissions } from '../../../src/core/permissions.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { createConsents } from '../../../src/identity/grants/consents.js'
import { createTokens, type Tokens } from '../../../src/identity/grants/tokens.js'
import { someApp, someUser } from '../../contracts/subject.js'
import { databases, type TestDatabase } from '../../support/databases.js'
import { MovingClock } from '../../support/moving-clock.js'
import { kinds } from '../../support/permission-kinds.js'
import { type Stores, sqlStores } from '../../support/sql-stores.js'

const permissions = { ...noPermissions, doc: 'write' } as const

describe.each(databases)('tokens on %s', (_kind, openDatabase) => {
  let database: TestDatabase
  let stores: Stores
  let clock: MovingClock
  let tokens: Tokens
  let app: Application
  let user: User

  beforeAll(async () => {
    database = await openDatabase()
    clock = new MovingClock()
    stores = sqlStores(database.sql, clock)
    tokens = createTokens({ ...stores, clock, dialect: ipernity, kinds })
    app = await someApp({ ...stores, clock })
    user = await someUser(stores)
  })

  afterAll(() => database.remove())

  /** A frob that the user has agreed to. */
  async function grantedFrob(): Promise<string> {
    const frob = await tokens.newFrob(app)
    const grant = { appId: app.id, userId: user.id, permissions }
    expect(await stores.tokens.grantFrob(frob, grant, Math.floor(clock.now() / 1000))).toBe(true)
    return frob
  }

  test('frobs and tokens are digits, a hyphen and 128 random bits in hex', async () => {
    const frob = await grantedFrob()
    expect(frob).toMatch(/^\d+-[0-9a-f]{32}$/)
    expect((await tokens.exchangeFrob(app, frob))?.token).toMatch(/^\d+-[0-9a-f]{32}$/)
  })

  test('a frob is exchanged once, for a token with what was allowed', async () => {
    const frob = await grantedFrob()
    expect(await tokens.exchangeFrob(app, frob)).toMatchObject({ permissions, user: { username: user.username } })
    expect(await tokens.exchangeFrob(app, frob)).toBeUndefined()
  })

  test('200 exchanges at the same moment give one token', async () => {
    const frob = await grantedFrob()
    const exchanges = await Promise.all(Array.from({ length: 200 }, () => tokens.exchangeFrob(app, frob)))
    expect(exchanges.filter((held) => held !== undefined)).toHaveLength(1)
  })

  test('a frob that was not granted gives nothing', async () => {
    expect(await tokens.exchangeFrob(app, await tokens.newFrob(app))).toBeUndefined()
  })

  test('a frob is valid for its application only', async () => {
    const frob = await grantedFrob()
    expect(await tokens.exchangeFrob(await someApp({ ...stores, clock }), frob)).toBeUndefined()
    expect(await tokens.exchangeFrob(app, frob)).toBeDefined()
  })

  test('a frob expires after ten minutes', async () => {
    const early = await grantedFrob()
    clock.advance(599_000)
    expect(await tokens.exchangeFrob(app, early)).toBeDefined()
    const late = await grantedFrob()
    clock.advance(600_000)
    expect(await tokens.exchangeFrob(app, late)).toBeUndefined()
  })

  test('a frob of a suspended user gives 108', async () => {
    const frob = await grantedFrob()
    await stores.users.setState(user.id, 'suspended', 'cli:test')
    await expect(tokens.exchangeFrob(app, frob)).rejects.toMatchObject({ code: 108 })
    await stores.users.setState(user.id, 'active', 'cli:test')
  })

  test('an operator gets secrets for every kind of client, none of which is valid in place of another', async () => {
    const { authToken, bearerToken, oauthSecret } = await tokens.createFor(app, user, permissions, 'cli:test')
    expect(await stores.tokens.findByAuthToken(authToken)).toMatchObject({ permissions })
    expect(await stores.tokens.findByBearer(bearerToken)).toMatchObject({ permissions })
    expect(await stores.tokens.findByOAuthToken(authToken)).toMatchObject({ permissions, oauthSecret })
    expect(await stores.tokens.findByBearer(authToken)).toBeUndefined()
    expect(await stores.tokens.findByAuthToken(bearerToken)).toBeUndefined()
    expect(bearerToken).toMatch(/^babelgate_[0-9a-f]{64}$/)
  })

  test('revoking a consent ends its tokens at once and leaves those of others', async () => {
    const consents = createConsents(stores)
    const other = await someUser(stores)
    const { authToken } = await tokens.createFor(app, user, permissions, 'cli:test')
    const others = await tokens.createFor(app, other, permissions, 'cli:test')
    expect((await consents.list(user.id)).map((item) => item.app.key)).toEqual([app.key])
    expect(await stores.tokens.findByAuthToken(authToken)).toBeDefined()
    expect(await consents.revoke(user.id, app.key)).toBe(true)
    expect(await stores.tokens.findByAuthToken(authToken)).toBeUndefined()
    expect(await stores.tokens.findByAuthToken(others.authToken)).toBeDefined()
    expect(await consents.list(user.id)).toEqual([])
    expect(await consents.revoke(user.id, app.key)).toBe(false)
    expect(await consents.revoke(user.id, 'f'.repeat(32))).toBe(false)
  })
})
