import { migrate, pendingMigrations } from '../../src/stores/sql/migrate.js'
import { steps } from '../../src/stores/sql/migrations/index.js'
import { databases, type TestDatabase } from '../support/databases.js'

describe.each(databases)('migrations on %s', (_kind, create) => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await create({ empty: true })
  })
  afterEach(() => database.remove())

  test('are pending until they are made, oldest first', async () => {
    const names = steps.map(({ name }) => name)
    expect(names).toEqual([...names].sort())
    expect(await pendingMigrations(database.sql)).toEqual(names)
    expect(await migrate(database.sql)).toEqual(names)
    expect(await pendingMigrations(database.sql)).toEqual([])
    expect(await migrate(database.sql)).toEqual([])
  })

  test('that are started by many at once are made by one of them', async () => {
    const handles = [database.sql, database.another(), database.another(), database.another()]
    const made = await Promise.all(handles.map(migrate))
    expect(made.flat()).toEqual(steps.map(({ name }) => name))
  })
})
