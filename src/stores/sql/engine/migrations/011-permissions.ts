import { type Kysely, sql as query } from 'kysely'
import { firstKinds, type Step } from './step.js'

/** The tables with permissions. */
const tables = ['consents', 'tokens', 'frobs', 'request_tokens'] as const

/** Moves permissions from one column for each of five kinds to a JSON column, kind → level, which holds any kind. */
export const permissions: Step = {
  name: '011-permissions',
  async up(db) {
    for (const table of tables) await gather(db, table)
  },
}

async function gather(db: Kysely<unknown>, table: (typeof tables)[number]): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn('permissions', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute()
  // String concatenation works on both databases; their JSON functions differ.
  const members = query.join(firstKinds.map(memberOf), query` || `)
  await query`update ${query.table(table)} set permissions = '{' || rtrim(${members}, ',') || '}'`.execute(db)
  for (const kind of firstKinds) await db.schema.alterTable(table).dropColumn(kind).execute()
}

/** The JSON member of a kind with a trailing comma; empty where it has no level. */
function memberOf(kind: string) {
  const level = query.ref(kind)
  const start = query.lit(`"${kind}":"`)
  return query`case when ${level} in ('read', 'write', 'delete') then ${start} || ${level} || '",' else '' end`
}
