import { sha256 } from '../../src/core/auth/hash.js'
import { type Subject, someUser } from './subject.js'

/** The contract of every SessionStore. */
export function sessionStoreContract(subject: () => Subject): void {
  const inAnHour = () => subject().clock.now() / 1000 + 3600

  test('returns a session until it expires', async () => {
    const { sessions } = subject()
    const { id } = await someUser(subject())
    const session = { hash: sha256('cookie'), userId: id, csrf: 'token', expiresAt: inAnHour() }
    await sessions.save(session)
    expect(await sessions.find(session.hash, session.expiresAt - 1)).toEqual(session)
    expect(await sessions.find(session.hash, session.expiresAt)).toBeUndefined()
    expect(await sessions.find(sha256('another'), 0)).toBeUndefined()
  })

  test('stores an anonymous session, and replaces it by the one after the log-in', async () => {
    const { sessions } = subject()
    const { id } = await someUser(subject())
    const before = { hash: sha256('form'), userId: undefined, csrf: undefined, expiresAt: inAnHour() }
    const after = { ...before, userId: id, csrf: 'token', expiresAt: inAnHour() + 1 }
    await sessions.save(before)
    expect(await sessions.find(before.hash, 0)).toEqual(before)
    await sessions.save(after)
    expect(await sessions.find(before.hash, 0)).toEqual(after)
  })

  test('ends one session, or all of a user', async () => {
    const { sessions } = subject()
    const [mine, theirs] = [await someUser(subject()), await someUser(subject())]
    const save = async (cookie: string, userId: string) => {
      await sessions.save({ hash: sha256(cookie), userId, csrf: undefined, expiresAt: inAnHour() })
    }
    for (const cookie of ['one', 'two', 'three']) await save(cookie, mine.id)
    await save('four', theirs.id)

    await sessions.delete(sha256('one'))
    expect(await sessions.find(sha256('one'), 0)).toBeUndefined()
    expect(await sessions.find(sha256('two'), 0)).toBeDefined()
    await sessions.deleteOf(mine.id)
    expect(await sessions.find(sha256('two'), 0)).toBeUndefined()
    expect(await sessions.find(sha256('three'), 0)).toBeUndefined()
    expect(await sessions.find(sha256('four'), 0)).toBeDefined()
  })

  test('deletes expired sessions', async () => {
    const { sessions, clock } = subject()
    await sessions.save({ hash: sha256('old'), userId: undefined, csrf: 'a', expiresAt: inAnHour() })
    clock.advance(3600_000)
    await sessions.save({ hash: sha256('new'), userId: undefined, csrf: 'b', expiresAt: inAnHour() })
    expect(await sessions.find(sha256('old'), 0)).toBeUndefined()
    expect(await sessions.find(sha256('new'), 0)).toBeDefined()
  })
}
