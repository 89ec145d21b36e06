import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMember, type Member } from '../../support/add-member.js'
import { type Answer, call, callText, codeOf } from '../../support/api-client.js'
import { killChildren, startChild } from '../../support/child.js'
import { type PostgresServer, startPostgres } from '../../support/postgres.js'
import { type Installation, install, type ServerProcess, until } from '../../support/process.js'

/** What an answer may never show of the inside. */
const inside = /sqlite|postgres|select |insert |update |begin|ECONN|127\.0\.0\.1|node_modules| at .*\.js/i

function expectUnavailable(answer: Answer): void {
  expect(answer).toEqual({
    api: {
      status: 'error',
      at: expect.any(String),
      code: '503',
      message: expect.any(String),
      detail: expect.any(String),
    },
  })
  expect(JSON.stringify(answer)).not.toMatch(inside)
}

describe('an SQLite file that another process keeps locked', () => {
  let place: Installation
  let member: Member
  let server: ServerProcess
  beforeAll(async () => {
    place = install()
    member = await addMember(place)
    server = await place.serve()
  })
  afterAll(async () => {
    killChildren()
    await place.remove()
  })

  test("is 503 for a write, no error for a read, and recovers with the lock's end", async () => {
    const app = { api_key: member.api_key, secret: member.secret }
    const locker = startChild('lock-file', join(place.dataDir, 'babelgate.db'), '3500')
    await locker.printed(1)
    const since = performance.now()
    const write = call(server.url, app, 'auth.getFrob')
    expect(await codeOf(server.url, member, 'auth.checkToken')).toBe(0)
    expect(performance.now() - since).toBeLessThan(1500)
    expectUnavailable(await write)
    expect(performance.now() - since).toBeGreaterThan(1900)
    expect(performance.now() - since).toBeLessThan(3300)
    await locker.ended()
    expect(await codeOf(server.url, app, 'auth.getFrob')).toBe(0)
    expect(await server.stop()).toBe(0)
    expect(server.log().some(({ code, err }) => code === 503 && err !== undefined)).toBe(true)
  })
})

describe('an unavailable PostgreSQL', () => {
  let home: string
  let database: PostgresServer
  let place: Installation
  let member: Member
  let server: ServerProcess
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'babelgate-postgres-'))
    chmodSync(home, 0o755)
    database = await startPostgres(home)
    place = install({ DATABASE_URL: database.url, SECRET_KEY: 'the key of one test installation' })
    await place.json('migrate')
    member = await addMember(place)
    server = await place.serve()
  })
  afterAll(async () => {
    await place.remove()
    await database.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })

  const expectAway = async () => {
    const since = performance.now()
    expectUnavailable(await call(server.url, member, 'doc.getList'))
    expect(performance.now() - since).toBeLessThan(3500)
    expect(await callText(server.url, member, 'doc.getList', { format: 'xml' })).toContain('code="503"')
    const page = await fetch(`${server.url}/account/apps`, { headers: { cookie: `babelgate=${'0'.repeat(64)}` } })
    expect(page.status).toBe(503)
    expect(await page.text()).not.toMatch(/sqlite|select |ECONN|node_modules| at .*\.js/i)
  }

  /** How often the log says something about the server, from a line on. */
  const tellings = (what: 'away' | 'back', from: number) =>
    server
      .log()
      .slice(from)
      .filter(({ msg }) => String(msg).startsWith(`PostgreSQL is ${what}`)).length

  /** Waits until all that happened so far is in the log, where lines stand in order but come a little late. */
  const toldAll = async (marker: string) => {
    await codeOf(server.url, member, marker)
    await server.logged(({ method }) => method === marker)
  }

  test('is 503 while it is stopped, and recovers without a restart of the gateway', async () => {
    expect(await codeOf(server.url, member, 'doc.getList')).toBe(0)
    await database.stop()
    await expectAway()
    database = await startPostgres(home, Number(new URL(database.url).port))
    await until(async () => (await codeOf(server.url, member, 'doc.getList')) === 0, 5000)
  })

  test('is 503 while it does not answer, and recovers when it does', async () => {
    expect(await codeOf(server.url, member, 'doc.getList')).toBe(0)
    await toldAll('nobody.asks.before')
    database.stall()
    const before = server.log().length
    try {
      await expectAway()
      await until(() => tellings('away', before) > 0)
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      expect(metrics).toContain('babelgate_store_away{store="sql"} 1')
      const since = performance.now()
      for (let round = 0; round < 20; round++) expect(await codeOf(server.url, member, 'doc.getList')).toBe(503)
      // Each of them would have waited for as long as a look-up may take.
      expect(performance.now() - since).toBeLessThan(1500)
      await toldAll('nobody.asks.beside')
      expect(tellings('away', before)).toBe(1)
    } finally {
      database.resume()
    }
    await until(async () => (await codeOf(server.url, member, 'doc.getList')) === 0, 5000)
    await until(() => tellings('back', before) > 0)
    expect(await server.stop()).toBe(0)
  })
})
