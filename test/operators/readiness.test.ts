import { createReadiness } from '../../src/operators/readiness.js'

const fine = { name: 'fine', check: async () => undefined }

test('returns the failing checks only', async () => {
  const wrong = { name: 'tables', check: async () => 'are old' }
  const broken = { name: 'disk', check: () => Promise.reject(new Error('secret-host:5432')) }
  expect(await createReadiness([fine])()).toEqual({})
  expect(await createReadiness([fine, wrong, broken])()).toEqual({ tables: 'are old', disk: 'cannot be reached' })
})

test('waits a second for a check that does not answer, and starts it once only', async () => {
  let asked = 0
  let answer: (wrong: undefined) => void = () => undefined
  const silent = {
    name: 'silent',
    check: () => {
      asked++
      return new Promise<undefined>((resolve) => {
        answer = resolve
      })
    },
  }
  const missing = createReadiness([silent])
  const since = performance.now()
  expect(await missing()).toEqual({ silent: 'cannot be reached' })
  expect(performance.now() - since).toBeGreaterThan(900)
  const second = missing()
  expect(asked).toBe(1)
  answer(undefined)
  expect(await second).toEqual({})
})

test('caches a result for a moment, however often it is requested', async () => {
  let asked = 0
  const counted = {
    name: 'counted',
    check: async () => {
      asked++
      return undefined
    },
  }
  const missing = createReadiness([counted])
  await Promise.all(Array.from({ length: 1000 }, () => missing()))
  expect(asked).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 510))
  await missing()
  expect(asked).toBe(2)
})
