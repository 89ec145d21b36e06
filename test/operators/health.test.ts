import { sql as query } from 'kysely'
import { until } from '../support/process.js'
import { startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ settings: { REQUIRE_TLS: '1' } })
})
afterAll(() => server.stop())

const ask = async (path: string, init?: RequestInit) => {
  const response = await fetch(server.url + path, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const ready = async () => {
  const { status, text } = await ask('/readyz')
  return { status, ...JSON.parse(text) }
}

test('health is served over plain http too, where TLS is required for everything else', async () => {
  expect((await ask('/api/test.hello')).status).toBe(403)
  expect(await ask('/healthz')).toMatchObject({ status: 200, text: '{"alive":true}\n' })
  expect(await ask('/readyz?probe=1')).toMatchObject({ status: 200, text: '{"ready":true,"maintenance":false}\n' })
})

test.each(['/healthz', '/readyz'])('%s is not cacheable, and accepts GET and HEAD only', async (path) => {
  const { headers } = await ask(path)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(await ask(path, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const refused = await ask(path, { method })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  }
})

test('maintenance leaves a server ready, since it has to answer 501', async () => {
  await server.services.maintenance.set(true, 'cli:test')
  await until(async () => (await ready()).maintenance === true, 1500)
  expect(await ready()).toEqual({ status: 200, ready: true, maintenance: true })
  await server.services.maintenance.set(false, 'cli:test')
})

test('a pending migration makes a server not ready, until it is run', async () => {
  const { sql } = server.services
  const last = query<{ name: string; timestamp: string }>`select * from kysely_migration order by name desc limit 1`
  const [{ name, timestamp } = { name: '', timestamp: '' }] = (await last.execute(sql.read)).rows
  await sql.write((queries) => query`delete from kysely_migration where name = ${name}`.execute(queries))
  await until(async () => (await ready()).status === 503, 3000)
  expect(await ready()).toEqual({
    status: 503,
    ready: false,
    missing: { database: 'lacks changes of its tables; run babelgate migrate' },
  })
  expect((await ask('/healthz')).status).toBe(200)
  await sql.write((queries) =>
    query`insert into kysely_migration (name, timestamp) values (${name}, ${timestamp})`.execute(queries),
  )
  await until(async () => (await ready()).status === 200, 3000)
})
