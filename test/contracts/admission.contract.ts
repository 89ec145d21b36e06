import type { Admission, NonceUse, NonceWindow, Verdict } from '../../src/core/ports/admission.js'
import { seconds } from '../../src/core/ports/clock.js'
import type { MovingClock } from '../support/moving-clock.js'

/** The subject of the contract: one nonce store, and the clock of its adapters. */
export interface AdmissionSubject {
  readonly clock: MovingClock
  /** Opens an adapter on the store, as another process would. The caller need not close it. */
  open(window: NonceWindow): Promise<Admission>
}

/** The default window of the settings. */
export const usualWindow: NonceWindow = { back: 300, ahead: 60, tolerance: 300 }

export const admitted: Verdict = { admitted: true }
export const replayed: Verdict = { admitted: false, fault: 'oauth-nonce-used' }
export const tooOld: Verdict = { admitted: false, fault: 'oauth-timestamp-refused' }

let counter = 0

/** A use with a unique key and token, by a client whose clock is right. */
export function someUse(clock: MovingClock, wishes: Partial<NonceUse> = {}): NonceUse {
  counter++
  return { key: `key-${counter}`, token: `token-${counter}`, timestamp: seconds(clock), nonce: 'n', ...wishes }
}

/** Admits uses one after the other. */
export async function verdicts(admission: Admission, uses: readonly NonceUse[]): Promise<Verdict[]> {
  const given: Verdict[] = []
  for (const nonce of uses) given.push(await admission.admit({ nonce }))
  return given
}

/** The contract of every Admission. */
export function admissionContract(subject: () => AdmissionSubject): void {
  const usual = () => subject().open(usualWindow)

  test('admits a nonce once, and a call without one always', async () => {
    const admission = await usual()
    const use = someUse(subject().clock)
    expect(await verdicts(admission, [use, use, use])).toEqual([admitted, replayed, replayed])
    expect(await admission.admit({})).toEqual(admitted)
    expect(await admission.admit({})).toEqual(admitted)
  })

  test('admits the same nonce with another key, token or timestamp', async () => {
    const { clock } = subject()
    const use = someUse(clock)
    const others = [
      { ...use, token: '' },
      { ...use, token: 'other' },
      { ...use, key: 'other' },
      { ...use, timestamp: use.timestamp + 1 },
      { ...use, nonce: '' },
      { ...use, nonce: 'ñ\n\0 {}"\'' },
    ]
    const admission = await usual()
    expect(await verdicts(admission, [use, ...others])).toEqual(Array(7).fill(admitted))
    expect(await verdicts(admission, [use, ...others])).toEqual(Array(7).fill(replayed))
  })

  test('refuses a timestamp that is further behind the latest one than tolerated', async () => {
    const { clock } = subject()
    const latest = someUse(clock, { timestamp: seconds(clock) + 60 })
    const at = (behind: number) => ({ ...latest, timestamp: latest.timestamp - behind })
    const admission = await usual()
    expect(await verdicts(admission, [latest, at(300), at(301), at(360), at(299)])).toEqual([
      admitted,
      admitted,
      tooOld,
      tooOld,
      admitted,
    ])
    const otherToken = { ...at(301), token: 'other' }
    expect(await admission.admit({ nonce: otherToken })).toEqual(admitted)
  })

  test('with a tolerance of 0 requires timestamps that never decrease', async () => {
    const { clock, open } = subject()
    const use = someUse(clock)
    const admission = await open({ ...usualWindow, tolerance: 0 })
    const uses = [use, { ...use, nonce: 'same second' }, { ...use, timestamp: use.timestamp - 1 }]
    expect(await verdicts(admission, uses)).toEqual([admitted, admitted, tooOld])
  })

  test('refuses with 134 before 133', async () => {
    const { clock, open } = subject()
    const use = someUse(clock)
    const admission = await open({ ...usualWindow, tolerance: 0 })
    const later = { ...use, timestamp: use.timestamp + 1 }
    expect(await verdicts(admission, [use, later, use])).toEqual([admitted, admitted, tooOld])
  })

  test('stores nothing of a refused nonce', async () => {
    const { clock, open } = subject()
    const latest = someUse(clock)
    const early = { ...latest, timestamp: latest.timestamp - 10 }
    const strict = await open({ ...usualWindow, tolerance: 0 })
    expect(await verdicts(strict, [latest, early])).toEqual([admitted, tooOld])
    expect(await verdicts(await usual(), [early, early])).toEqual([admitted, replayed])
    expect(await verdicts(strict, [{ ...latest, nonce: 'next' }])).toEqual([admitted])
  })

  test('admits one of 200 concurrent replays to two processes', async () => {
    const adapters = [await usual(), await usual()]
    const use = someUse(subject().clock)
    const given = await Promise.all(
      Array.from({ length: 200 }, (_, index) => adapters[index % 2]?.admit({ nonce: { ...use } })),
    )
    expect(given.filter((verdict) => verdict?.admitted)).toHaveLength(1)
    expect(given.filter((verdict) => verdict?.admitted === false && verdict.fault === 'oauth-nonce-used')).toHaveLength(
      199,
    )
  })

  test('judges concurrent calls of many clients separately', async () => {
    const { clock } = subject()
    const adapters = [await usual(), await usual()]
    const uses = Array.from({ length: 20 }, () => someUse(clock)).flatMap((use) =>
      Array.from({ length: 5 }, (_, index) => ({ ...use, nonce: `n${index}` })),
    )
    const given = await Promise.all(
      [...uses, ...uses.toReversed(), ...uses].map((nonce, index) => adapters[index % 2]?.admit({ nonce })),
    )
    expect(given.filter((verdict) => verdict?.admitted)).toHaveLength(uses.length)
    expect(await verdicts(adapters[0] ?? (await usual()), uses)).toEqual(uses.map(() => replayed))
  })

  test('never decreases the latest timestamp, however many calls are concurrent', async () => {
    const { clock, open } = subject()
    const adapters = [await usual(), await usual()]
    const use = someUse(clock)
    const uses = Array.from({ length: 60 }, (_, index) => ({ ...use, timestamp: use.timestamp - index }))
    await Promise.all(uses.map((nonce, index) => adapters[index % 2]?.admit({ nonce })))
    const strict = await open({ ...usualWindow, tolerance: 0 })
    const unused = [
      { ...use, nonce: 'x', timestamp: use.timestamp - 1 },
      { ...use, nonce: 'x' },
    ]
    expect(await verdicts(strict, unused)).toEqual([tooOld, admitted])
  })
}
