import { setTimeout } from 'node:timers/promises'
import { sql as query } from 'kysely'
import type { Queries } from '../../../../src/stores/sql/engine/sql.js'
import {
  BACK,
  back,
  expectAtOnce,
  note,
  notes,
  nothingChanged,
  one,
  patient,
  unknown,
  untilAway,
  usePostgresBed,
} from '../../../support/postgres-bed.js'
import { until } from '../../../support/process.js'
import { type SlowProxy, startSlowProxy } from '../../../support/slow-proxy.js'

const bed = usePostgresBed()

describe('a PostgreSQL that is slow by two seconds', () => {
  let proxy: SlowProxy
  beforeAll(async () => {
    const { hostname, port } = new URL(bed.server().url)
    proxy = await startSlowProxy({ host: hostname, port: Number(port) })
  })
  afterEach(() => proxy.delay(0))
  afterAll(() => proxy.close())

  function throughProxy(): string {
    const url = new URL(bed.server().url)
    url.port = String(proxy.port)
    return url.href
  }

  test('counts as unavailable, and is used again soon after it is as fast as before', async () => {
    const sql = bed.open({ url: throughProxy() })
    await back(sql)
    proxy.delay(2000)
    await untilAway(sql)
    await expectAtOnce(sql)
    proxy.delay(0)
    expect(await back(sql)).toBeLessThan(BACK + 500)
    expect(bed.outages).toHaveLength(2)
  })

  test('leaves the outcome unknown of a write whose commit it does not acknowledge', async () => {
    const sql = bed.open({ ...patient, url: throughProxy(), timeout: 700 })
    await back(sql)
    const start = performance.now()
    const write = sql.write(async (queries) => {
      await note('unknown')(queries)
      proxy.delay(2000)
    })
    await expect(write).rejects.toMatchObject(unknown)
    expect(performance.now() - start).toBeLessThan(1900)
    const direct = bed.open(patient)
    await until(async () => (await notes(direct)).includes('unknown'))
  })

  test('ends a write in time even where each of its steps is in time', async () => {
    const sql = bed.open({ ...patient, url: throughProxy(), timeout: 1000 })
    await back(sql)
    proxy.delay(300)
    const write = sql.write(async (queries) => {
      for (const step of ['first', 'second', 'third', 'fourth']) await note(step)(queries)
    })
    await expect(write).rejects.toMatchObject(nothingChanged)
    proxy.delay(0)
    await back(sql)
    expect(await notes(sql)).not.toContain('first')
  })
})

describe('a PostgreSQL that is available', () => {
  test('never receives the commit of a write that has timed out', async () => {
    const sql = bed.open({ ...patient, timeout: 300 })
    const write = sql.write(async (queries) => {
      await note('too late')(queries)
      await setTimeout(400)
    })
    await expect(write).rejects.toMatchObject(nothingChanged)
    expect(await notes(sql)).not.toContain('too late')
    expect(sql.isDown()).toBe(false)
  })

  test('answers look-ups while this process is busy', async () => {
    const sql = bed.open()
    await back(sql)
    const lookUp = sql.lookUp(one)
    await new Promise(setImmediate)
    for (const end = performance.now() + 400; performance.now() < end; );
    await expect(lookUp).resolves.toMatchObject({ rows: [{}] })
    const connecting = bed.open().lookUp(one)
    for (const end = performance.now() + 400; performance.now() < end; );
    await expect(connecting).resolves.toMatchObject({ rows: [{}] })
    expect(bed.outages).toEqual([])
  })

  test('may have a long queue of look-ups, as long as the queue moves', async () => {
    const sql = bed.open({ poolSize: 1 })
    await back(sql)
    const start = performance.now()
    const slow = (queries: Queries) => query`select pg_sleep(0.03)`.execute(queries)
    await Promise.all(Array.from({ length: 10 }, () => sql.lookUp(slow)))
    expect(performance.now() - start).toBeGreaterThan(250)
  })

  test('may have no free connection: look-ups are 503, and nothing else is refused', async () => {
    const sql = bed.open({ poolSize: 2 })
    await back(sql)
    const sleepers = Array.from({ length: 2 }, () => query`select pg_sleep(1.5)`.execute(sql.read))
    await expect(sql.lookUp(one)).rejects.toMatchObject(nothingChanged)
    const patientRead = one(sql.read)
    await Promise.all([...sleepers, patientRead])
    await expect(sql.lookUp(one)).resolves.toMatchObject({ rows: [{}] })
    expect(bed.outages).toEqual([])
  })

  test('may refuse connections by its protocol without counting as unavailable', async () => {
    const url = new URL(bed.server().url)
    url.pathname = '/nowhere'
    const sql = bed.open({ ...patient, url: url.href })
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(sql.lookUp(one)).rejects.toMatchObject({ code: 503, cause: { code: '3D000' } })
    expect(sql.isDown()).toBe(false)
    expect(bed.outages).toEqual([])
  })
})
