import { CompiledQuery } from 'kysely'
import { sha256 } from '../../../src/core/auth/hash.js'
import { openPostgres } from '../../../src/stores/sql/engine/postgres.js'
import type { Sql } from '../../../src/stores/sql/engine/sql.js'
import { deleteApplication } from '../../../src/stores/sql/identity/delete-application.js'
import { lockForDeletion } from '../../../src/stores/sql/identity/lock-application.js'
import { addMember, type Member } from '../../support/add-member.js'
import { call, codeOf } from '../../support/api-client.js'
import { type Installation, installOnPostgres, type ServerProcess, until } from '../../support/process.js'

let place: Installation
let server: ServerProcess
let sql: Sql
beforeAll(async () => {
  place = await installOnPostgres()
  server = await place.serve()
  sql = openPostgres({ url: place.env['DATABASE_URL'] ?? '', timeout: 20_000 })
})
afterAll(async () => {
  await sql.close()
  await server.stop()
  await place.remove()
})

/** How many queries wait for a lock of another one. */
async function waiting(): Promise<number> {
  const query = 'select 1 from pg_stat_activity where datname = current_database() and wait_event_type = $1'
  return (await sql.read.executeQuery(CompiledQuery.raw(query, ['Lock']))).rows.length
}

/** Deletes the application of a member; the calls begin once it is locked, and it goes on once they all wait for it. */
async function deleteDuring(member: Member, ...calls: readonly (() => Promise<unknown>)[]) {
  let started: readonly Promise<unknown>[] = []
  await sql.write(async (queries) => {
    await lockForDeletion(queries, member.api_key)
    started = calls.map((begin) => begin())
    await until(async () => (await waiting()) >= calls.length)
    await deleteApplication(queries, member.api_key, { by: 'cli:test', now: 1 })
  })
  return Promise.all(started)
}

test('calls that write for an application answer 101 if it is deleted at the same time', async () => {
  const member = await addMember(place, 'ada')
  const app = { api_key: member.api_key, secret: member.secret }
  const { auth } = await call(server.url, app, 'auth.getFrob')
  await grantFrob(member, auth.frob)
  const codes = await deleteDuring(
    member,
    () => codeOf(server.url, app, 'auth.getFrob'),
    () => codeOf(server.url, app, 'auth.getToken', { params: { frob: auth.frob } }),
  )
  expect(codes).toEqual([101, 101])
  expect(await codeOf(server.url, app, 'auth.getFrob')).toBe(101)
})

test('token create is refused if the application is deleted at the same time', async () => {
  const member = await addMember(place, 'bob')
  const create = ['token', 'create', '--app', member.api_key, '--user', 'bob']
  const [outcome] = await deleteDuring(member, () => place.run(create))
  expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^babelgate: API key invalid/) })
})

/** Notes that the user has agreed to a frob, as the page does. */
async function grantFrob({ user_id }: Member, frob: string): Promise<void> {
  await sql.write((queries) =>
    queries
      .updateTable('frobs')
      .set({ user_id: Number(user_id) })
      .where('hash', '=', sha256(frob))
      .execute(),
  )
}
