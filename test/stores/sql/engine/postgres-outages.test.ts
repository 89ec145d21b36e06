import {
  BACK,
  back,
  expectAtOnce,
  note,
  notes,
  nothingChanged,
  one,
  untilAway,
  usePostgresBed,
} from '../../../support/postgres-bed.js'
import { until } from '../../../support/process.js'

const bed = usePostgresBed()

describe('a PostgreSQL that is stalled', () => {
  test('fails look-ups after their timeout, and other reads after theirs', async () => {
    const sql = bed.open()
    await back(sql)
    bed.server().stall()
    try {
      const order: string[] = []
      const start = performance.now()
      const read = expect(one(sql.read).finally(() => order.push('read'))).rejects.toMatchObject(nothingChanged)
      const lookUps = Array.from({ length: 30 }, () =>
        expect(sql.lookUp(one).finally(() => order.push('look-up'))).rejects.toMatchObject(nothingChanged),
      )
      await Promise.all(lookUps)
      expect(performance.now() - start).toBeLessThan(1000)
      await read
      expect(performance.now() - start).toBeLessThan(3000)
      expect(order).toEqual([...lookUps.map(() => 'look-up'), 'read'])
    } finally {
      bed.server().resume()
    }
    expect(await back(sql)).toBeLessThan(BACK)
  })

  test('receives no queries, is reported once, and is used again soon after it answers', async () => {
    const sql = bed.open()
    await back(sql)
    bed.server().stall()
    try {
      await untilAway(sql)
      await expectAtOnce(sql)
    } finally {
      bed.server().resume()
    }
    expect(await back(sql)).toBeLessThan(BACK)
    expect(sql.isDown()).toBe(false)
    expect(bed.outages).toEqual([expect.stringContaining(`${bed.address()} away: `), `${bed.address()} back`])
  })

  test('leaves the outcome known of a write that timed out before its commit', async () => {
    const sql = bed.open({ timeout: 500 })
    await back(sql)
    const write = expect(
      sql.write(async (queries) => {
        await note('never')(queries)
        bed.server().stall()
        await note('neither')(queries)
      }),
    ).rejects.toMatchObject(nothingChanged)
    await write.finally(() => bed.server().resume())
    await back(sql)
    expect(await notes(sql)).not.toContain('never')
  })
})

test('a PostgreSQL that is killed is a 503 at once, reported once, and used again soon after it is started', async () => {
  const sql = bed.open()
  await sql.write(note('before'))
  await bed.server().kill()
  await untilAway(sql)
  await expectAtOnce(sql)
  await bed.restart()
  expect(await back(sql)).toBeLessThan(BACK)
  expect(await notes(sql)).toContain('before')
  expect(bed.outages).toEqual([expect.stringContaining(`${bed.address()} away: `), `${bed.address()} back`])
})

test('a PostgreSQL that is killed during writes has every one that was acknowledged, and none that was refused', async () => {
  const sql = bed.open()
  const acknowledged: string[] = []
  const refused: string[] = []
  let goOn = true
  const writer = async (name: string) => {
    for (let count = 0; goOn; count++) {
      const text = `${name} ${count}`
      await sql.write(note(text)).then(
        () => acknowledged.push(text),
        ({ detail }) => detail.includes('Nothing was changed') && refused.push(text),
      )
      // A loop of immediate failures must not block the event loop.
      await new Promise(setImmediate)
    }
  }
  const writers = ['a', 'b', 'c', 'd'].map(writer)
  await until(() => acknowledged.length > 50)
  await bed.server().kill()
  await until(() => refused.length > 4)
  goOn = false
  await Promise.all(writers)
  await bed.restart()
  await back(sql)
  const kept = new Set(await notes(sql))
  expect(acknowledged.filter((text) => !kept.has(text))).toEqual([])
  expect(refused.filter((text) => kept.has(text))).toEqual([])
})

test('the gateway starts while PostgreSQL refuses connections', async () => {
  await bed.server().stop()
  const sql = bed.open()
  await untilAway(sql)
  await expectAtOnce(sql)
  await bed.restart()
  expect(await back(sql)).toBeLessThan(BACK)
  expect(bed.outages).toEqual([expect.stringContaining('ECONNREFUSED'), `${bed.address()} back`])
})
