import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Sql } from '../sql.js'

/** A migration. Once released it is never edited; a later one corrects it. */
export interface Step {
  /** Three digits and a word; the digits are the order. */
  readonly name: string
  /** Runs the migration, in the transaction of all pending ones. */
  up(db: Kysely<unknown>, kind: Sql['kind']): Promise<void>
}

/** Adds the column `id`: a number that the database increments and never reuses. */
export function withId(kind: Sql['kind']) {
  return <Table extends string>(table: CreateTableBuilder<Table>): CreateTableBuilder<Table, 'id'> =>
    kind === 'sqlite'
      ? table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      : table.addColumn('id', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity())
}

/** The kinds of permissions at the time when each had a column. */
export const firstKinds = ['doc', 'blog', 'profile', 'network', 'post'] as const

/** Adds a column for the level of each kind. */
export function withLevels<Table extends string, Columns extends string>(
  table: CreateTableBuilder<Table, Columns>,
): CreateTableBuilder<Table, Columns> {
  let wider = table
  for (const kind of firstKinds) wider = wider.addColumn(kind, 'text', (column) => column.notNull())
  return wider
}
