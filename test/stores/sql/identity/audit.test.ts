import { sql as query } from 'kysely'
import { sha256 } from '../../../../src/core/auth/hash.js'
import { noPermissions } from '../../../../src/core/permissions.js'
import { ipernity as dialect } from '../../../../src/dialects/ipernity/index.js'
import { createAccounts } from '../../../../src/identity/accounts/accounts.js'
import { createTokens } from '../../../../src/identity/grants/tokens.js'
import { createOAuthFlow } from '../../../../src/identity/oauth1/flow.js'
import { openMaintenance } from '../../../../src/stores/sql/engine/maintenance.js'
import { someApp, someUser } from '../../../contracts/subject.js'
import { databases, type TestDatabase } from '../../../support/databases.js'
import { MovingClock } from '../../../support/moving-clock.js'
import { kinds } from '../../../support/permission-kinds.js'
import { type Stores, sqlStores } from '../../../support/sql-stores.js'

const by = 'cli:root'

/** The driver's error for a missing table; no `instanceof`, since its errors are of another realm. */
const withoutTable = { message: expect.stringMatching(/audit/) }

describe.each(databases)('the audit log on %s', (_kind, create) => {
  let database: TestDatabase
  let stores: Stores
  const clock = new MovingClock()

  beforeEach(async () => {
    database = await create()
    stores = sqlStores(database.sql, clock)
  })
  afterEach(() => database.remove())

  test.each([
    ['changes', "update audit set actor = 'cli:somebody else'"],
    ['removes', 'delete from audit'],
    ['removes one of', 'delete from audit where id = 1'],
  ])('refuses whoever %s its rows', async (_verb, statement) => {
    await someUser(stores)
    const before = await stores.audit.list({ since: 0 })
    const attempt = database.sql.write((queries) => query.raw(statement).execute(queries))
    await expect(attempt).rejects.toMatchObject({ message: expect.stringContaining('audit is append-only') })
    expect(before).toHaveLength(1)
    expect(await stores.audit.list({ since: 0 })).toEqual(before)
  })

  test('commits together with the change: without the entry there is no change', async () => {
    const app = await someApp(stores)
    const { id } = await someUser(stores)
    await database.sql.write((queries) => queries.schema.alterTable('audit').renameTo('lost').execute())
    await expect(stores.users.setState(id, 'closed', by)).rejects.toMatchObject(withoutTable)
    await expect(stores.apps.change(app.key, { name: 'Other' }, by)).rejects.toMatchObject(withoutTable)
    await expect(stores.apps.create({ name: 'New', type: 'desktop', ownerId: id }, by)).rejects.toMatchObject(
      withoutTable,
    )
    await database.sql.write((queries) => query.raw('alter table lost rename to audit').execute(queries))
    expect(await stores.users.find(id)).toMatchObject({ state: 'active' })
    expect((await stores.apps.list()).map(({ name }) => name)).toEqual([app.name])
  })

  test('records when maintenance is switched, and by whom', async () => {
    const maintenance = await openMaintenance(database.sql, clock)
    for (const on of [true, true, false, false]) await maintenance.set(on, by)
    await maintenance.close()
    const entries = await stores.audit.list({ since: 0 })
    expect(entries.map(({ actor, action, target }) => [actor, action, target])).toEqual([
      [by, 'maintenance.on', 'gateway'],
      [by, 'maintenance.off', 'gateway'],
    ])
  })

  test('contains no secret', async () => {
    const secrets = await doEverything(stores, clock)
    const rows = JSON.stringify(await database.sql.read.selectFrom('audit').selectAll().execute())
    expect(secrets.length).toBeGreaterThan(12)
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(7)
      expect(rows).not.toContain(secret)
      expect(rows).not.toContain(sha256(secret))
    }
    const hashes = await database.sql.read.selectFrom('users').select('password_hash').execute()
    expect(hashes).not.toEqual([])
    for (const { password_hash } of hashes) expect(rows).not.toContain(password_hash)
  })
})

/** Does everything that has a secret. @returns the secrets */
async function doEverything(stores: Stores, clock: MovingClock): Promise<readonly string[]> {
  const accounts = createAccounts({ ...stores, clock })
  const tokens = createTokens({ ...stores, clock, dialect, kinds })
  const flow = createOAuthFlow({ ...stores, clock, dialect, kinds })
  const [password, newPassword] = ['a canary as password', 'another canary as password']
  const { user } = await accounts.signUp({ username: 'canary', password, realname: '', lg: 'en' })
  if (user === undefined) throw new Error('The account should have been opened.')
  await accounts.setPassword(user.id, newPassword, by)
  const app = await someApp(stores, { type: 'desktop' })
  const rotated = await stores.apps.rotateSecret(app.key, by)
  await stores.apps.change(app.key, { name: 'Renamed', oauthMethods: ['PLAINTEXT'], disabled: true }, by)
  await stores.apps.change(app.key, { disabled: false }, by)
  const created = await tokens.createFor(app, user, { ...noPermissions, doc: 'read' }, by)
  await stores.tokens.revoke(created.bearerToken, by)

  const frob = await tokens.newFrob(app)
  const grant = { appId: app.id, userId: user.id, permissions: { ...noPermissions, doc: 'write' } } as const
  await stores.tokens.grantFrob(frob, grant, Math.floor(clock.now() / 1000))
  const held = await tokens.exchangeFrob(app, frob)
  const request = await flow.request(app, 'oob', { ...noPermissions, doc: 'delete' })
  const allowed = await flow.allow(await flow.open([['oauth_token', request.token]]), user.id)
  const verifier = 'verifier' in allowed ? allowed.verifier : ''
  const access = await flow.exchange(app, request.token, verifier)
  await stores.tokens.removeConsent(app.id, user.id, `user:${user.id}`)
  return [
    ...[password, newPassword, app.secret, rotated?.secret ?? '', ...Object.values(created), frob],
    ...[held?.token ?? '', request.token, request.secret, verifier, access.token, access.secret],
  ]
}
