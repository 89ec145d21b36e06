import { type Subject, someUser } from './subject.js'

/** The contract of every UserStore. */
export function userStoreContract(subject: () => Subject): void {
  const account = { realname: 'Zoë Ødegård 🙂', lg: 'fr', passwordHash: '$argon2id$v=19$one' }

  test('creates an account with an id, an alias and everything that was given', async () => {
    const { users, clock } = subject()
    const user = await users.create({ username: 'Zoe.O', ...account })
    expect(user).toEqual({
      id: expect.stringMatching(/^[1-9]\d*$/),
      username: 'Zoe.O',
      realname: 'Zoë Ødegård 🙂',
      alias: 'zoe.o',
      lg: 'fr',
      isPro: false,
      state: 'active',
      createdAt: clock.now() / 1000,
    })
    expect(await users.find(user?.id ?? '')).toEqual(user)
    expect(await users.findByAlias('zoe.o')).toEqual(user)
    expect(await users.findByUsername('ZOE.o')).toEqual({ ...user, passwordHash: account.passwordHash })
  })

  test('refuses a name that exists, without regard to case', async () => {
    const { users } = subject()
    const first = await users.create({ username: 'Twice', ...account })
    expect(await users.create({ username: 'tWICE', ...account })).toBeUndefined()
    expect(await users.findByUsername('twice')).toMatchObject({ id: first?.id, username: 'Twice' })
  })

  test('gives a name to one of many concurrent sign-ups', async () => {
    const { users } = subject()
    const all = await Promise.all(Array.from({ length: 20 }, () => users.create({ username: 'Rush', ...account })))
    expect(all.filter((user) => user !== undefined)).toHaveLength(1)
  })

  test.each(['', '0', '-1', '1.5', '1e3', '999999', '99999999999999999999', 'abc', "1' or '1'='1"])(
    'knows no user with the id %j',
    async (id) => {
      const { users } = subject()
      await someUser(subject())
      expect(await users.find(id)).toBeUndefined()
      expect(await users.setState(id, 'closed', 'cli:test')).toBe(false)
      expect(await users.setPassword(id, 'x', 'cli:test')).toBe(false)
    },
  )

  test('changes the state and the password of one user', async () => {
    const { users } = subject()
    const changed = await someUser(subject())
    const other = await someUser(subject())
    expect(await users.setState(changed.id, 'suspended', 'cli:test')).toBe(true)
    expect(await users.setPassword(changed.id, '$argon2id$two', 'cli:test')).toBe(true)
    expect(await users.findByUsername(changed.username)).toMatchObject({
      state: 'suspended',
      passwordHash: '$argon2id$two',
    })
    expect(await users.find(other.id)).toEqual(other)
  })

  test('lists users, oldest first', async () => {
    const { users } = subject()
    const before = await users.list()
    const first = await someUser(subject())
    const second = await someUser(subject())
    expect(await users.list()).toEqual([...before, first, second])
  })
}
