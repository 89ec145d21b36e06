import { sha256 } from '../../../src/core/auth/hash.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { type Accounts, createAccounts } from '../../../src/identity/accounts/accounts.js'
import { lockAfter } from '../../../src/identity/accounts/lockout.js'
import { checkPassword, dummyHash, hashPassword } from '../../../src/identity/accounts/password.js'
import { sqliteDatabase, type TestDatabase } from '../../support/databases.js'
import { MovingClock } from '../../support/moving-clock.js'
import { type Stores, sqlStores } from '../../support/sql-stores.js'

const password = 'correct horse battery'
const second = 1000

let database: TestDatabase
let stores: Stores
let clock: MovingClock
let accounts: Accounts

beforeEach(async () => {
  database = await sqliteDatabase()
  clock = new MovingClock()
  stores = sqlStores(database.sql, clock)
  accounts = createAccounts({ ...stores, clock })
})

afterEach(() => database.remove())

async function addUser(username = 'Ada'): Promise<User> {
  const { user, problems } = await accounts.signUp({ username, password, realname: '', lg: 'en' })
  if (user === undefined) throw new Error(JSON.stringify(problems))
  return user
}

const logIn = (username: string, tried: string, address = '192.0.2.1') =>
  accounts.logIn({ username, password: tried, address })

async function failTimes(times: number, username: string, address?: string): Promise<void> {
  for (let i = 0; i < times; i++) expect((await logIn(username, 'wrong', address)).kind).toBe('refused')
}

describe('signing up', () => {
  const good = { username: 'ada.l_1-x', password, realname: 'Ada', lg: 'en' }

  test.each(['ab', 'a'.repeat(33), 'a b', 'ä-ö-ü', 'a/b/c', '<b>', '', 'ada\u0000', 'аda'])(
    'refuses the name %j',
    async (username) => {
      expect((await accounts.signUp({ ...good, username })).problems).toHaveProperty('username')
    },
  )

  test.each(['short', '1234567', '\u{1f600}'.repeat(7), 'x'.repeat(1025), '\u{1f600}'.repeat(257)])(
    'refuses the password %#',
    async (bad) => {
      expect((await accounts.signUp({ ...good, password: bad })).problems).toHaveProperty('password')
    },
  )

  test.each(['12345678', 'pass word', '\u{1f600}'.repeat(8), 'x'.repeat(1024), 'p\u0000sswörd'])(
    'takes the password %#',
    async (fine) => {
      expect((await accounts.signUp({ ...good, password: fine })).user?.username).toBe(good.username)
      expect((await logIn(good.username, fine)).kind).toBe('welcome')
    },
  )

  test('refuses a name that is taken, in any case', async () => {
    await addUser('Ada')
    expect((await accounts.signUp({ ...good, username: 'aDA' })).problems).toHaveProperty('username')
  })

  test('refuses a real name of several lines', async () => {
    expect((await accounts.signUp({ ...good, realname: 'a\nb' })).problems).toHaveProperty('realname')
  })

  test('says all that is wrong at once', async () => {
    const { problems } = await accounts.signUp({ ...good, username: '', password: '' })
    expect(Object.keys(problems ?? {}).sort()).toEqual(['password', 'username'])
  })

  test('keeps an argon2id hash, not the password', async () => {
    await addUser()
    expect((await stores.users.findByUsername('ada'))?.passwordHash).toMatch(/^\$argon2id\$/)
  })
})

describe('logging in', () => {
  test('takes the name in any case, and an accent in either spelling', async () => {
    await accounts.signUp({ username: 'Ada', password: 'ma\u00f1ana ma\u00f1ana', realname: '', lg: 'en' })
    expect((await logIn('aDA', 'man\u0303ana man\u0303ana')).kind).toBe('welcome')
  })

  test('answers alike for a wrong password, an unknown name and a text that is no name', async () => {
    await addUser()
    const answers = [await logIn('ada', 'wrong'), await logIn('nobody', 'wrong'), await logIn('no body', 'wrong')]
    expect(answers).toEqual([{ kind: 'refused' }, { kind: 'refused' }, { kind: 'refused' }])
  })

  test('costs the same for unknown names: they are checked against a hash of the same parameters', async () => {
    const parameters = (hash: string) => hash.split('$').slice(0, 4).join('$')
    expect(parameters(dummyHash)).toBe(parameters(await hashPassword(password)))
    expect(await checkPassword(undefined, password)).toBe(false)
  })

  test('reveals a suspended account only with the right password', async () => {
    const { id } = await addUser()
    await accounts.suspend(id, 'cli:test')
    expect((await logIn('ada', password)).kind).toBe('inactive')
    expect((await logIn('ada', 'wrong')).kind).toBe('refused')
    await accounts.restore(id, 'cli:test')
    expect((await logIn('ada', password)).kind).toBe('welcome')
  })
})

describe('lockout', () => {
  test('grows from 2 seconds after the fifth failure to 15 minutes', () => {
    expect([1, 4, 5, 6, 7, 13, 14, 15, 1000].map((failures) => lockAfter(failures) / second)).toEqual([
      0, 0, 2, 4, 8, 512, 900, 900, 900,
    ])
  })

  test('does not check the password of a locked name, even the right one, and says how long to wait', async () => {
    await addUser()
    await failTimes(5, 'ada')
    expect(await logIn('ADA', password, '198.51.100.7')).toEqual({ kind: 'locked', seconds: 2 })
    clock.advance(1 * second)
    expect(await logIn('ada', password, '198.51.100.7')).toEqual({ kind: 'locked', seconds: 1 })
    clock.advance(1 * second)
    expect((await logIn('ada', password, '198.51.100.7')).kind).toBe('welcome')
  })

  test('treats unknown names like known ones', async () => {
    await failTimes(5, 'nobody')
    expect(await logIn('nobody', 'wrong', '198.51.100.7')).toEqual({ kind: 'locked', seconds: 2 })
  })

  test('doubles with every further failure', async () => {
    await failTimes(5, 'ada')
    clock.advance(2 * second)
    await failTimes(1, 'ada')
    expect(await logIn('ada', 'wrong')).toEqual({ kind: 'locked', seconds: 4 })
  })

  test('does not grow by attempts that were not checked', async () => {
    await failTimes(5, 'ada')
    for (let i = 0; i < 10; i++) await logIn('ada', 'wrong')
    clock.advance(2 * second)
    expect((await logIn('ada', 'wrong')).kind).toBe('refused')
  })

  test('is reset for a name after a success', async () => {
    await addUser()
    await failTimes(4, 'ada')
    await logIn('ada', password)
    await failTimes(1, 'ada', '198.51.100.7')
    expect((await logIn('ada', password, '198.51.100.7')).kind).toBe('welcome')
  })

  test('counts an address over all names, and an own account does not clear it', async () => {
    await addUser()
    for (const name of ['bob', 'carol', 'dave', 'erin']) await failTimes(1, name)
    expect((await logIn('ada', password)).kind).toBe('welcome')
    await failTimes(1, 'frank')
    expect((await logIn('ada', password)).kind).toBe('locked')
    expect((await logIn('ada', password, '198.51.100.7')).kind).toBe('welcome')
  })

  test('counts a /64 of IPv6 as one address', async () => {
    await addUser()
    for (let i = 0; i < 5; i++) await failTimes(1, `name${i}`, `2001:db8:0:1::${i}`)
    expect((await logIn('ada', password, '2001:db8:0:1:ffff::1')).kind).toBe('locked')
    expect((await logIn('ada', password, '2001:db8:0:2::1')).kind).toBe('welcome')
  })

  test('gives parallel guesses no more tries than serial ones', async () => {
    await addUser()
    const tries = Array.from({ length: 40 }, (_, i) => logIn('ada', 'wrong', `198.51.100.${i}`))
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'locked')).toHaveLength(35)
  })

  test('is reset after an hour without a failure', async () => {
    await failTimes(5, 'ada')
    clock.advance(3602 * second)
    await failTimes(4, 'ada')
  })
})

describe('sessions', () => {
  test('last 30 days, and their cookie is 256 random bits of which only the hash is kept', async () => {
    const { id } = await addUser()
    const { cookie, lifetime } = await accounts.sessions.start(id)
    expect(cookie).toMatch(/^[0-9a-f]{64}$/)
    expect(lifetime).toBe(30 * 24 * 3600)
    expect(await stores.sessions.find(sha256(cookie), 0)).toBeDefined()
    clock.advance(lifetime * second - 1)
    expect((await accounts.sessions.find(cookie))?.user?.id).toBe(id)
    clock.advance(1)
    expect(await accounts.sessions.find(cookie)).toBeUndefined()
  })

  test('end on log-out', async () => {
    const { cookie } = await accounts.sessions.start((await addUser()).id)
    await accounts.sessions.end(cookie)
    expect(await accounts.sessions.find(cookie)).toBeUndefined()
  })

  test.each(['suspend', 'close'] as const)('end when an operator has to %s the account', async (change) => {
    const { id } = await addUser()
    const { cookie } = await accounts.sessions.start(id)
    expect(await accounts[change](id, 'cli:test')).toEqual({ ok: true })
    await accounts.restore(id, 'cli:test')
    expect(await accounts.sessions.find(cookie)).toBeUndefined()
  })

  test('are invalid while the account is suspended, by any process', async () => {
    const { id } = await addUser()
    const { cookie } = await accounts.sessions.start(id)
    await stores.users.setState(id, 'suspended', 'cli:test')
    expect(await accounts.sessions.find(cookie)).toBeUndefined()
  })

  test('end with a new password', async () => {
    const { id } = await addUser()
    const { cookie } = await accounts.sessions.start(id)
    expect(await accounts.setPassword(id, 'short', 'cli:test')).toMatchObject({ ok: false })
    expect(await accounts.sessions.find(cookie)).toBeDefined()
    expect(await accounts.setPassword(id, 'another long password', 'cli:test')).toEqual({ ok: true })
    expect(await accounts.sessions.find(cookie)).toBeUndefined()
    expect((await logIn('ada', password)).kind).toBe('refused')
    expect((await logIn('ada', 'another long password')).kind).toBe('welcome')
  })
})

test('changes to a user who does not exist say so', async () => {
  expect(await accounts.suspend('999', 'cli:test')).toEqual({ ok: false, problem: 'There is no such user' })
  expect(await accounts.restore('999', 'cli:test')).toMatchObject({ ok: false })
  expect(await accounts.setPassword('999', password, 'cli:test')).toMatchObject({ ok: false })
})
