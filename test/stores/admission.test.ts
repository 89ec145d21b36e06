import type { NonceUse } from '../../src/core/ports/admission.js'
import { seconds, systemClock } from '../../src/core/ports/clock.js'
import { createMemoryAdmission, type NonceMaps } from '../../src/stores/memory/admission.js'
import { createLimitedAdmission } from '../../src/stores/memory/limited-admission.js'
import { migrate } from '../../src/stores/sql/engine/migrate.js'
import { openPostgres } from '../../src/stores/sql/engine/postgres.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'
import { createSqlAdmission } from '../../src/stores/sql/nonces/admission.js'
import {
  type AdmissionSubject,
  admissionContract,
  admitted,
  replayed,
  someUse,
  tooOld,
  usualWindow,
  verdicts,
} from '../contracts/admission.contract.js'
import { countingContract } from '../contracts/counting.contract.js'
import { killChildren, startChild } from '../support/child.js'
import { databases, sqliteDatabase, type TestDatabase } from '../support/databases.js'
import { keptNonces } from '../support/kept-nonces.js'
import { MovingClock } from '../support/moving-clock.js'
import { freshDatabase } from '../support/postgres.js'

describe('in memory', () => {
  const clock = new MovingClock()
  const memory: NonceMaps = { used: new Map(), latest: new Map() }
  admissionContract(() => ({ clock, open: async (window) => createMemoryAdmission(window, clock, memory) }))
  countingContract(() => ({
    clock,
    open: async (window) => createLimitedAdmission(createMemoryAdmission(window, clock), clock),
  }))

  test('expired nonces are deleted', async () => {
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

  test('the tables contain no key, token or nonce in clear text', async () => {
    const use = someUse(clock, { key: 'plain-key', token: 'plain-token', nonce: 'plain-nonce' })
    await (await subject.open(usualWindow)).admit({ nonce: use })
    const kept = await keptNonces(database.sql)
    expect(kept.nonces.length + kept.clients.length).toBeGreaterThan(1)
    expect(JSON.stringify(kept)).not.toMatch(/plain/)
  })

  test('expired nonces are deleted, in small batches', async () => {
    const admission = await subject.open(usualWindow)
    const uses = Array.from({ length: 400 }, (_, age) => someUse(clock, { timestamp: seconds(clock) - age }))
    await Promise.all(uses.map((nonce) => admission.admit({ nonce })))
    clock.advance(400_000)
    for (let second = 0; second < 250; second++) {
      await admission.admit({ nonce: someUse(clock) })
      clock.advance(1000)
    }
    const oldest = seconds(clock) - 380
    const { nonces, clients } = await keptNonces(database.sql)
    expect([...nonces, ...clients].filter(({ timestamp }) => timestamp < oldest)).toEqual([])
    expect(nonces.length).toBeGreaterThan(200)
  })

  test('what one process accepts another refuses, also after everything else was deleted', async () => {
    const [one, other] = [await subject.open(usualWindow), await subject.open(usualWindow)]
    const use = someUse(clock)
    expect([await one.admit({ nonce: use }), await other.admit({ nonce: use })]).toEqual([admitted, replayed])
    clock.advance(500_000)
    expect(await one.admit({ nonce: use })).toEqual(replayed)
    const next = someUse(clock)
    expect([await one.admit({ nonce: next }), await other.admit({ nonce: next })]).toEqual([admitted, replayed])
  })

  test('a store that is opened later knows all nonces, however many', async () => {
    const use = someUse(clock)
    const uses = Array.from({ length: 360 }, (_, age) => ({ ...use, timestamp: use.timestamp + 60 - age }))
    const writer = await subject.open({ ...usualWindow, tolerance: 400 })
    for (let round = 0; round < 4; round++)
      await Promise.all(uses.map((nonce) => writer.admit({ nonce: { ...nonce, nonce: `${round}` } })))
    const reader = await subject.open({ ...usualWindow, tolerance: 400 })
    const again = uses.map((nonce) => reader.admit({ nonce: { ...nonce, nonce: '3' } }))
    expect(await Promise.all(again)).toEqual(uses.map(() => replayed))
    const strict = await subject.open({ ...usualWindow, tolerance: 0 })
    expect(await strict.admit({ nonce: { ...use, nonce: 'late' } })).toEqual(tooOld)
  })
})

test('all calls of a batch fail where the batch cannot be written', async () => {
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
