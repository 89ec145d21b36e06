import { systemClock } from '../../../../src/core/ports/clock.js'
import { openMaintenance } from '../../../../src/stores/sql/engine/maintenance.js'
import type { Sql } from '../../../../src/stores/sql/engine/sql.js'
import { databases, sqliteDatabase, type TestDatabase } from '../../../support/databases.js'
import { until } from '../../../support/process.js'

describe.each(databases)('the switch on %s', (_kind, create) => {
  let database: TestDatabase
  let elsewhere: Sql
  beforeAll(async () => {
    database = await create()
    elsewhere = database.another()
  })
  afterAll(() => database.remove())

  test('is off at first, and persists', async () => {
    const first = await openMaintenance(database.sql, systemClock)
    expect(first.isOn()).toBe(false)
    await first.set(true, 'cli:test')
    await first.set(true, 'cli:test')
    expect(first.isOn()).toBe(true)
    await first.close()
    const second = await openMaintenance(database.sql, systemClock)
    expect(second.isOn()).toBe(true)
    await second.set(false, 'cli:test')
    expect(second.isOn()).toBe(false)
    await second.close()
  })

  test('is seen by another process within a second, both ways', async () => {
    const here = await openMaintenance(database.sql, systemClock)
    const there = await openMaintenance(elsewhere, systemClock)
    expect(here.isOn()).toBe(false)
    for (const on of [true, false]) {
      await there.set(on, 'cli:test')
      const since = performance.now()
      await until(() => here.isOn() === on)
      expect(performance.now() - since).toBeLessThan(1000)
    }
    await there.close()
    await here.close()
  })
})

test('keeps its last value while the database is unavailable', async () => {
  const database = await sqliteDatabase()
  const elsewhere = database.another()
  const maintenance = await openMaintenance(elsewhere, systemClock)
  await maintenance.set(true, 'cli:test')
  await elsewhere.close()
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(maintenance.isOn()).toBe(true)
  await maintenance.close()
  await database.remove()
})
