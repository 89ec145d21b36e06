import type { NonceUse } from '../../src/core/ports/admission.js'
import { seconds, systemClock } from '../../src/core/ports/clock.js'
import { createMemoryAdmission, type NonceMemory } from '../../src/stores/memory/admission.js'
import { createLimitedAdmission } from '../../src/stores/memory/limited-admission.js'
import { createSqlAdmission } from '../../src/stores/sql/admission.js'
import { migrate } from '../../src/stores/sql/migrate.js'
import { openPostgres } from '../../src/stores/sql/postgres.js'
import type { Sql } from '../../src/stores/sql/sql.js'
import {
  type AdmissionSubject,
  admissionContract,
  admitted,
  replayed,
  someUse,
  usualWindow,
  verdicts,
} from '../contracts/admission.contract.js'
import { countingContract } from '../contracts/counting.contract.js'
import { killChildren, startChild } from '../support/child.js'
import { databases, sqliteDatabase, type TestDatabase } from '../support/databases.js'
import { MovingClock } from '../support/moving-clock.js'
import { freshDatabase } from '../support/postgres.js'

describe('in memory', () => {
  const clock = new MovingClock()
  const memory: NonceMemory = { used: new Map(), latest: new Map() }
  admissionContract(() => ({ clock, open: async (window) => createMemoryAdmission(window, clock, memory) }))
  countingContract(() => ({
    clock,
    open: async (window) => createLimitedAdmission(createMemoryAdmission(window, clock), clock),
  }))

  test('what no call can bring any more is forgotten', async () => {
    const admission = createMemoryAdmission(usualWindow, clock, memory)
    clock.advance(3600_000)
    await admission.admit({ nonce: someUse(clock) })
    expect([memory.used.size, memory.latest.size]).toEqual([1, 1])
  })
})

describe.each(databases)('on %s', (_kind, create) => {
  let database: TestDatabase
  const clock = new MovingClock()
  beforeAll(async () => {
    database = await create()
  })
  afterAll(() => database.remove())

  const subject: AdmissionSubject = {
    clock,
    open: async (window) => createSqlAdmission(database.another(), window, clock),
  }
  admissionContract(() => subject)
  countingContract(() => ({
    clock,
    open: async (window) => createLimitedAdmission(createSqlAdmission(database.another(), window, clock), clock),
  }))

  test('nobody reads a key, a token or a nonce in the tables', async () => {
    const use = someUse(clock, { key: 'plain-key', token: 'plain-token', nonce: 'plain-nonce' })
    await (await subject.open(usualWindow)).admit({ nonce: use })
    const rows = [
      await database.sql.read.selectFrom('nonces').selectAll().execute(),
      await database.sql.read.selectFrom('nonce_clients').selectAll().execute(),
    ]
    expect(rows.flat().length).toBeGreaterThan(1)
    expect(JSON.stringify(rows)).not.toMatch(/plain/)
  })

  test('what no call can bring any more is deleted, bit by bit', async () => {
    const admission = await subject.open(usualWindow)
    const uses = Array.from({ length: 400 }, (_, age) => someUse(clock, { timestamp: seconds(clock) - age }))
    await Promise.all(uses.map((nonce) => admission.admit({ nonce })))
    clock.advance(400_000)
    for (let second = 0; second < 250; second++) {
      await admission.admit({ nonce: someUse(clock) })
      clock.advance(1000)
    }
    const oldest = seconds(clock) - 380
    const nonces = await database.sql.read.selectFrom('nonces').select('timestamp').where('timestamp', '<', oldest)
    const clients = await database.sql.read.selectFrom('nonce_clients').select('hash').where('latest', '<', oldest)
    expect(await nonces.execute()).toEqual([])
    expect(await clients.execute()).toEqual([])
  })
})

test('all calls of a batch fail where it cannot be written', async () => {
  const clock = new MovingClock()
  const { sql, another, remove } = await sqliteDatabase()
  const closed = another()
  await closed.close()
  const admission = createSqlAdmission(closed, usualWindow, clock)
  const nonce = someUse(clock)
  for (const outcome of await Promise.allSettled([admission.admit({ nonce }), admission.admit({ nonce })]))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 503 } })
  expect(await verdicts(createSqlAdmission(sql, usualWindow, clock), [nonce])).toEqual([admitted])
  await remove()
})

describe('what was admitted before a kill -9 is refused after it', () => {
  const cleanups: (() => Promise<void>)[] = []
  afterEach(async () => {
    killChildren()
    for (const cleanup of cleanups.splice(0)) await cleanup()
  })

  const replaysAfterKill = async (sql: Sql, where: string) => {
    const child = startChild('admit-nonces', where)
    await child.printed(200)
    child.process.kill('SIGKILL')
    await child.ended()
    const uses = child.lines.filter((line) => line.endsWith('}')).map((line): NonceUse => JSON.parse(line))
    const given = await verdicts(createSqlAdmission(sql, usualWindow, systemClock), uses)
    expect(uses.length).toBeGreaterThanOrEqual(200)
    expect(given).toEqual(uses.map(() => replayed))
  }

  test('on sqlite', async () => {
    const { sql, file, remove } = await sqliteDatabase()
    cleanups.push(remove)
    await replaysAfterKill(sql, file)
  })

  test('on postgres', async () => {
    const { url, drop } = await freshDatabase()
    const sql = openPostgres({ url })
    cleanups.push(sql.close, drop)
    await migrate(sql)
    await replaysAfterKill(sql, url)
  })
})
