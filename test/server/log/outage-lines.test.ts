import { Writable } from 'node:stream'
import { apiError } from '../../../src/core/api-error.js'
import type { FaultName } from '../../../src/core/errors.js'
import { createFailureLog, openLog } from '../../../src/server/log/log.js'
import { until } from '../../support/process.js'

/** How long a cause is not told again here, in milliseconds. */
const QUIET = 200

interface Line {
  readonly id: string
  readonly left_out?: number
  readonly err: { readonly message: string; readonly stack: string }
}

function start() {
  const lines: Line[] = []
  const collect = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const log = createFailureLog(openLog('info', collect), QUIET)
  let calls = 0
  const fail = (reason: string, fault: FaultName = 'service-unavailable') =>
    log.failure(`call-${calls++}`, apiError(fault, { cause: new Error(reason) }))
  return { lines, fail }
}

test('an unavailable store is logged once, and later with the number of suppressed faults', async () => {
  const { lines, fail } = start()
  for (let call = 0; call < 1000; call++) fail('the database is away')
  expect(lines).toMatchObject([{ id: 'call-0', code: 503, level: 50, err: { message: 'the database is away' } }])
  expect(lines[0]).not.toHaveProperty('left_out')
  await until(() => lines.length > 1)
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatchObject({ id: 'call-999', code: 503, left_out: 998 })
})

test('after an outage nothing is logged, and the next outage at once', async () => {
  const { lines, fail } = start()
  fail('away')
  fail('away')
  await until(() => lines.length === 2)
  await new Promise((resolve) => setTimeout(resolve, 2 * QUIET))
  expect(lines).toHaveLength(2)
  fail('away')
  expect(lines.map(({ id }) => id)).toEqual(['call-0', 'call-1', 'call-2'])
})

test('each cause is logged separately, and a fault that is no outage every time', () => {
  const { lines, fail } = start()
  for (const reason of ['one', 'other', 'one', 'other']) fail(reason)
  for (let call = 0; call < 3; call++) fail('a mistake', 'service-error')
  expect(lines.map(({ err }) => err.message)).toEqual(['one', 'other', 'a mistake', 'a mistake', 'a mistake'])
})

test('causes that differ every time are not all logged', () => {
  const { lines, fail } = start()
  for (let call = 0; call < 1000; call++) fail(`reason ${call}`)
  expect(lines.length).toBeLessThanOrEqual(101)
})
