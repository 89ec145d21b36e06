import type { Subject } from './subject.js'

/** The contract of every LockoutStore. */
export function lockoutStoreContract(subject: () => Subject): void {
  const day = 24 * 3600 * 1000

  test('counts failures and stores the computed lock', async () => {
    const { lockouts, clock } = subject()
    const lockedUntil = (count: number) => clock.now() + count * 1000
    expect(await lockouts.find('name:a')).toBeUndefined()
    expect(await lockouts.fail('name:a', clock.now(), lockedUntil)).toEqual({ count: 1, lockedUntil: lockedUntil(1) })
    expect(await lockouts.fail('name:a', clock.now(), lockedUntil)).toEqual({ count: 2, lockedUntil: lockedUntil(2) })
    expect(await lockouts.find('name:a')).toEqual({ count: 2, lockedUntil: lockedUntil(2) })
    expect(await lockouts.find('name:b')).toBeUndefined()
  })

  test('loses no concurrent failure', async () => {
    const { lockouts, clock } = subject()
    const failures = Array.from({ length: 50 }, () => lockouts.fail('name:c', clock.now(), (count) => count))
    const counts = (await Promise.all(failures)).map(({ count }) => count)
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(await lockouts.find('name:c')).toEqual({ count: 50, lockedUntil: 50 })
  })

  test('clears one subject', async () => {
    const { lockouts, clock } = subject()
    for (const name of ['name:d', 'name:e']) await lockouts.fail(name, clock.now(), () => 0)
    await lockouts.clear('name:d')
    expect(await lockouts.find('name:d')).toBeUndefined()
    expect(await lockouts.find('name:e')).toBeDefined()
  })

  test('deletes a subject a day after its last failure, unless it is locked', async () => {
    const { lockouts, clock } = subject()
    await lockouts.fail('name:old', clock.now(), () => 0)
    await lockouts.fail('name:locked', clock.now(), (count) => clock.now() + count * 3 * day)
    clock.advance(2 * day)
    await lockouts.fail('name:new', clock.now(), () => 0)
    expect(await lockouts.find('name:old')).toBeUndefined()
    expect(await lockouts.find('name:locked')).toMatchObject({ count: 1 })
  })
}
