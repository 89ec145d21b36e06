import { type Kysely, sql as query } from 'kysely'
import { sha256 } from '../../../../src/core/auth/hash.js'
import { nonceKeys } from '../../../../src/stores/nonce-keys.js'
import { migrate, pendingMigrations } from '../../../../src/stores/sql/engine/migrate.js'
import { steps } from '../../../../src/stores/sql/engine/migrations/index.js'
import type { Sql } from '../../../../src/stores/sql/engine/sql.js'
import { LookupCache } from '../../../../src/stores/sql/identity/lookup-cache.js'
import { createSealer } from '../../../../src/stores/sql/identity/sealer.js'
import { createTokenStore } from '../../../../src/stores/sql/identity/token-store.js'
import { createSqlAdmission } from '../../../../src/stores/sql/nonces/admission.js'
import { admitted, replayed, someUse, tooOld, usualWindow, verdicts } from '../../../contracts/admission.contract.js'
import { databases, sqliteDatabase, type TestDatabase } from '../../../support/databases.js'
import { MovingClock } from '../../../support/moving-clock.js'

describe.each(databases)('migrations on %s', (_kind, create) => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await create({ empty: true })
  })
  afterEach(() => database.remove())

  test('are pending until they are run, oldest first', async () => {
    const names = steps.map(({ name }) => name)
    expect(names).toEqual([...names].sort())
    expect(await pendingMigrations(database.sql)).toEqual(names)
    expect(await migrate(database.sql)).toEqual(names)
    expect(await pendingMigrations(database.sql)).toEqual([])
    expect(await migrate(database.sql)).toEqual([])
  })

  test('that many start at once are run by one of them', async () => {
    const handles = [database.sql, database.another(), database.another(), database.another()]
    const made = await Promise.all(handles.map(migrate))
    expect(made.flat()).toEqual(steps.map(({ name }) => name))
  })
  test('for OAuth keep applications and tokens, and never reuse an id', async () => {
    const { sql } = database
    await make(sql, ['001-accounts', '002-documents'])
    await sql.write(async (queries) => {
      for (const statement of oldRows) await query.raw(statement).execute(queries)
    })
    await make(
      sql,
      steps.slice(2).map(({ name }) => name),
    )

    const clock = new MovingClock()
    const [cache, sealer] = [new LookupCache(sql), createSealer('k')]
    const tokens = createTokenStore(sql, { cache, sealer, clock })
    const kept = { id: 2, appId: 1, user: { id: '1', username: 'Ada', state: 'active' }, permissions: levels }
    expect(await tokens.findByAuthToken('old')).toEqual(kept)
    expect(await tokens.findByBearer('bearer')).toEqual(kept)
    expect(await tokens.findByOAuthToken('old')).toBeUndefined()
    await tokens.create({ appId: 1, userId: '1', permissions: levels, secrets: { authToken: 'new' } }, 9, 'cli:test')
    expect(await tokens.findByAuthToken('new')).toMatchObject({ id: 4 })
    const app = await sql.read.selectFrom('applications').selectAll().executeTakeFirstOrThrow()
    expect(app).toMatchObject({
      key: 'key',
      oauth_methods: 'HMAC-SHA1 HMAC-SHA256',
      rsa_public_key: null,
      verifier: 'required',
      body_hash: 'auto',
    })
  })

  test('for permissions of any kind keep what was granted and requested', async () => {
    const { sql } = database
    const names = steps.map(({ name }) => name)
    await make(sql, names.slice(0, names.indexOf('011-permissions')))
    await sql.write(async (queries) => {
      for (const statement of grantsOfBefore) await query.raw(statement).execute(queries)
    })
    await make(sql, names.slice(names.indexOf('011-permissions')))

    const [cache, sealer, clock] = [new LookupCache(sql), createSealer('k'), new MovingClock()]
    const tokens = createTokenStore(sql, { cache, sealer, clock })
    expect(await tokens.consent(1, '1')).toMatchObject({
      permissions: { doc: 'delete', blog: 'read', profile: 'write', network: 'read', post: 'write' },
      createdAt: 1,
      updatedAt: 2,
    })
    expect(await tokens.findByAuthToken('held')).toMatchObject({ permissions: { network: 'read' } })
    expect(await tokens.findByAuthToken('bare')).toMatchObject({ permissions: {} })
    expect(await tokens.exchangeFrob('frob', 1, { authToken: 'new' }, 5)).toMatchObject({
      permissions: { post: 'delete' },
    })
    const asked = await sql.read.selectFrom('request_tokens').select(['hash', 'permissions']).execute()
    expect(asked).toEqual([{ hash: 'h', permissions: '{"doc":"read","post":"write"}' }])
    for (const table of ['consents', 'tokens', 'frobs', 'request_tokens'] as const) {
      const tables = await sql.read.introspection.getTables()
      const columns = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name)
      expect(columns).toContain('permissions')
      expect(columns).not.toContain('doc')
    }
  })

  test('for services allow none to applications that exist, and all to that of an embedded demo', async () => {
    const { sql } = database
    const names = steps.map(({ name }) => name)
    await make(sql, names.slice(0, names.indexOf('012-services')))
    await sql.write(async (queries) => {
      for (const statement of applicationsOfBefore) await query.raw(statement).execute(queries)
    })
    await make(sql, names.slice(names.indexOf('012-services')))
    const apps = await sql.read.selectFrom('applications').select(['key', 'services']).orderBy('id').execute()
    expect(apps).toEqual([
      { key: 'demo', services: sql.kind === 'sqlite' ? '*' : '' },
      { key: 'namesake', services: '' },
      { key: 'own', services: '' },
    ])
  })

  test.each([
    ['the application', (statement: string) => statement.replaceAll("'Demo', 'desktop'", "'Mine', 'desktop'")],
    ['the user', (statement: string) => statement.replaceAll("'demo', 'demo'", "'ada', 'ada'")],
  ])('for services allow none where %s is not that of a demo', async (_what, changed) => {
    const { sql } = database
    const names = steps.map(({ name }) => name)
    await make(sql, names.slice(0, names.indexOf('012-services')))
    await sql.write(async (queries) => {
      for (const statement of applicationsOfBefore.map(changed)) await query.raw(statement).execute(queries)
    })
    await make(sql, names.slice(names.indexOf('012-services')))
    const apps = await sql.read.selectFrom('applications').select('services').execute()
    expect(apps.map(({ services }) => services)).toEqual(['', '', ''])
  })
})

test('that move nonces to a log on SQLite keep them used, and keep the latest timestamps', async () => {
  const { sql, remove } = await sqliteDatabase({ empty: true })
  await make(sql, ['004-nonces'])
  const clock = new MovingClock()
  const [used, late] = [someUse(clock), someUse(clock)]
  const uses = [used, { ...used, nonce: 'second' }, { ...used, timestamp: used.timestamp - 1 }, late]
  await sql.write(async (queries) => {
    for (const use of uses) {
      const { nonce, client } = nonceKeys(use)
      await query`insert into nonces (timestamp, hash) values (${use.timestamp}, ${nonce})`.execute(queries)
      await query`insert into nonce_clients (hash, latest, before) values (${client}, ${use.timestamp}, 0)
        on conflict do nothing`.execute(queries)
    }
  })
  await make(sql, ['010-nonce-log'])

  const admission = createSqlAdmission(sql, { ...usualWindow, tolerance: 0 }, clock)
  const unused = { ...late, nonce: 'unused' }
  const again = [...uses, { ...unused, timestamp: late.timestamp - 1 }, unused]
  expect(await verdicts(admission, again)).toEqual([replayed, replayed, tooOld, replayed, tooOld, admitted])
  await remove()
})

/** Runs some of the migrations. */
async function make(sql: Sql, names: readonly string[]): Promise<void> {
  await sql.write(async (queries) => {
    for (const step of steps) if (names.includes(step.name)) await step.up(queries as Kysely<unknown>, sql.kind)
  })
}

const levels = { doc: 'write', profile: 'read' } as const

/** The rows of a database of version 0.1: an application, and a token (id 2) whose neighbours were revoked. */
const oldRows = [
  `insert into users (username, username_folded, realname, alias, lg, is_pro, state, password_hash, created_at)
   values ('Ada', 'ada', '', 'ada', 'en', 0, 'active', '', 1)`,
  `insert into applications (key, sealed_secret, name, type, owner_id, disabled, sign_all, legacy_signatures,
     ambiguous_signatures, addresses, created_at) values ('key', '', 'Old', 'desktop', 1, 0, 0, 1, 'accept', '', 1)`,
  ...['first', 'old', 'last'].map(
    (
      token,
    ) => `insert into tokens (app_id, user_id, auth_hash, bearer_hash, doc, blog, profile, network, post, created_at)
     values (1, 1, '${sha256(token)}', '${sha256(token === 'old' ? 'bearer' : `bearer ${token}`)}', 'write', 'none',
       'read', 'none', 'none', 5)`,
  ),
  `delete from tokens where auth_hash in ('${sha256('first')}', '${sha256('last')}')`,
]

/** The applications of a database of before 012: that of a demo, one of its name, and one of another name. */
const applicationsOfBefore = [
  ...['demo', 'grace'].map(
    (
      name,
    ) => `insert into users (username, username_folded, realname, alias, lg, is_pro, state, password_hash, created_at)
      values ('${name}', '${name}', '', '${name}', 'en', 0, 'active', '', 1)`,
  ),
  ...[
    ['demo', 'Demo', 1],
    ['namesake', 'Demo', 2],
    ['own', 'Mine', 1],
  ].map(
    ([
      key,
      name,
      owner,
    ]) => `insert into applications (key, sealed_secret, name, type, owner_id, disabled, sign_all, legacy_signatures,
      ambiguous_signatures, addresses, created_at) values ('${key}', '', '${name}', 'desktop', ${owner}, 0, 0, 1, 'accept', '', 1)`,
  ),
]

/** Grants in a database in which each kind of permission has a column. */
const grantsOfBefore = [
  ...oldRows.slice(0, 2),
  `insert into consents (app_id, user_id, doc, blog, profile, network, post, created_at, updated_at)
   values (1, 1, 'delete', 'read', 'write', 'read', 'write', 1, 2)`,
  ...[
    ['held', 'read'],
    ['bare', 'none'],
  ].map(
    ([
      token = '',
      level,
    ]) => `insert into tokens (app_id, user_id, auth_hash, doc, blog, profile, network, post, created_at)
     values (1, 1, '${sha256(token)}', 'none', 'none', 'none', '${level}', 'none', 1)`,
  ),
  `insert into frobs (hash, app_id, user_id, doc, blog, profile, network, post, expires_at)
   values ('${sha256('frob')}', 1, 1, 'none', 'none', 'none', 'none', 'delete', 9000000000)`,
  `insert into request_tokens (hash, app_id, sealed_secret, callback, failures, doc, blog, profile, network, post, expires_at)
   values ('h', 1, '', 'oob', 0, 'read', 'none', 'none', 'none', 'write', 9000000000)`,
]
