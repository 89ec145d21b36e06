import { faultTable } from '../../src/core/errors.js'
import { parseLimits } from '../../src/core/limits/limit.js'
import type { Admission, AdmissionRequest, Bucket, Verdict } from '../../src/core/ports/admission.js'
import { type AdmissionSubject, admitted, replayed, someUse, usualWindow } from './admission.contract.js'

let counter = 0

/** A unique key. */
export function someKey(): string {
  return `counted-${counter++}`
}

/** The counter of an address. */
export function ofAddress(limits: string, key = someKey(), cost = 1): Bucket {
  return { subject: 'address', key, app: undefined, limits: parseLimits(limits), cost }
}

/** The counter of an application. */
export function ofApp(limits: string, key = someKey(), cost = 1): Bucket {
  return { subject: 'app', key, app: key, limits: parseLimits(limits), cost }
}

/** The outcome of a request: the code, or the remaining calls of each bucket. */
export function inShort(verdict: Verdict): number | readonly number[] {
  return verdict.admitted
    ? (verdict.allowances ?? []).map(({ remaining }) => remaining)
    : faultTable[verdict.fault].code
}

/** Makes a request several times, one after the other. */
export async function times(count: number, admission: Admission, request: AdmissionRequest) {
  const given: (number | readonly number[])[] = []
  for (let index = 0; index < count; index++) given.push(inShort(await admission.admit(request)))
  return given
}

/** The contract of every Admission that counts, in windows that do not end during the tests. */
export function countingContract(subject: () => AdmissionSubject): void {
  const open = () => subject().open(usualWindow)

  test('admits calls up to the limit, and returns the remaining calls and the reset', async () => {
    const admission = await open()
    const bucket = ofAddress('3/h')
    const [limit] = bucket.limits
    const given: Verdict[] = []
    for (let index = 0; index < 4; index++) given.push(await admission.admit({ buckets: [bucket] }))
    const left = (remaining: number, reset: number) => [{ subject: 'address', limit, remaining, reset }]
    expect(given).toEqual([
      { admitted: true, allowances: left(2, 1200) },
      { admitted: true, allowances: left(1, 2400) },
      { admitted: true, allowances: left(0, 3600) },
      { admitted: false, fault: 'address-over-limit', allowances: left(0, 3600), retryAfter: expect.any(Number) },
    ])
    expect(given[3]).toMatchObject({ retryAfter: expect.closeTo(1200, -1) })
  })

  test('names the limit of a bucket that leaves the least', async () => {
    const admission = await open()
    const bucket = ofApp('4/m,3/h,100/d')
    const given = await admission.admit({ buckets: [bucket] })
    expect(given).toMatchObject({ allowances: [{ limit: bucket.limits[1], remaining: 2 }] })
    expect(await times(3, admission, { buckets: [bucket] })).toEqual([[1], [0], 112])
  })

  test('counts a fixed window until midnight', async () => {
    const admission = await open()
    const buckets = [ofApp('2/d')]
    expect(await times(3, admission, { buckets })).toEqual([[1], [0], 112])
    const refused = await admission.admit({ buckets })
    const left = 86_400 - ((subject().clock.now() / 1000) % 86_400)
    expect(refused).toMatchObject({ retryAfter: expect.closeTo(left, -3), allowances: [{ remaining: 0 }] })
  })

  test('counts nothing where one bucket is over its limit', async () => {
    const admission = await open()
    const address = ofAddress('5/h')
    const app = ofApp('1/d')
    expect(await times(4, admission, { buckets: [address, app] })).toEqual([[4, 0], 112, 112, 112])
    expect(await times(1, admission, { buckets: [address] })).toEqual([[3]])
    const full = ofAddress('1/h')
    const free = ofApp('2/h')
    expect(await times(3, admission, { buckets: [full, free] })).toEqual([[0, 1], 113, 113])
    expect(await times(2, admission, { buckets: [free] })).toEqual([[0], 112])
    expect(await times(1, admission, { buckets: [full, app] })).toEqual([113])
  })

  test('counts the whole cost of a request, or nothing', async () => {
    const admission = await open()
    const key = someKey()
    const costs = [3, 3, 2, 1].map((cost) => ({ buckets: [ofApp('5/h', key, cost)] }))
    const given: unknown[] = []
    for (const request of costs) given.push(inShort(await admission.admit(request)))
    expect(given).toEqual([[2], 112, [0], 112])
  })

  test('charges several applications together, or none of them', async () => {
    const admission = await open()
    const address = ofAddress('100/h')
    const apps = Array.from({ length: 12 }, () => ofApp('2/h', someKey(), 2))
    const full = ofApp('1/d')
    expect(await times(1, admission, { buckets: [full] })).toEqual([[0]])
    expect(await times(2, admission, { buckets: [address, ...apps, full] })).toEqual([112, 112])
    for (const app of apps) expect(await times(2, admission, { buckets: [app] })).toEqual([[0], 112])
    expect(await times(1, admission, { buckets: [address] })).toEqual([[99]])
  })

  test('does not use the nonce of a call that is over a limit', async () => {
    const admission = await open()
    const nonce = someUse(subject().clock)
    const buckets = [ofAddress('10/h'), ofApp('1/d', nonce.key)]
    expect(await times(1, admission, { buckets })).toEqual([[9, 0]])
    expect(await times(2, admission, { buckets, nonce })).toEqual([112, 112])
    expect(await admission.admit({ nonce })).toMatchObject(admitted)
    expect(await admission.admit({ nonce })).toEqual(replayed)
  })

  test('counts nothing for a replay', async () => {
    const admission = await open()
    const nonce = someUse(subject().clock)
    const buckets = [ofAddress('10/h'), ofApp('5/h', nonce.key)]
    expect(await times(4, admission, { buckets, nonce })).toEqual([[9, 4], 133, 133, 133])
    expect(await times(1, admission, { buckets })).toEqual([[8, 3]])
  })

  test('never admits more than the limit, however many calls are concurrent', async () => {
    const admission = await open()
    const buckets = [ofAddress('100/d'), ofApp('200/h')]
    const given = await Promise.all(Array.from({ length: 300 }, () => admission.admit({ buckets })))
    expect(given.filter((verdict) => verdict.admitted)).toHaveLength(100)
  })

  test('starts a new counter where a limit was changed', async () => {
    const admission = await open()
    const key = someKey()
    expect(await times(2, admission, { buckets: [ofApp('1/h', key)] })).toEqual([[0], 112])
    expect(await times(2, admission, { buckets: [ofApp('2/d', key)] })).toEqual([[1], [0]])
  })
}
