import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, install } from '../support/process.js'

let place: Installation
beforeEach(() => {
  place = install()
})
afterEach(() => place.remove())

const key = 'f'.repeat(32)

/** Every command that works on a database and is not there to make one. */
const commands: readonly (readonly string[])[] = [
  ['user', 'list'],
  ['user', 'set-password', 'ada', '--password', 'long enough'],
  ['user', 'suspend', 'ada'],
  ['user', 'restore', 'ada'],
  ['user', 'close', 'ada'],
  ['user', 'block', 'ada', '--by', 'bob'],
  ['user', 'unblock', 'ada', '--by', 'bob'],
  ['user', 'blocks', 'ada'],
  ['app', 'create', '--name', 'N', '--owner', 'ada'],
  ['app', 'list'],
  ['app', 'show', key],
  ['app', 'set', key, '--name', 'N'],
  ['app', 'disable', key],
  ['app', 'enable', key],
  ['app', 'rotate-secret', key],
  ['app', 'delete', key, '--yes'],
  ['token', 'create', '--app', key, '--user', 'ada'],
  ['token', 'list'],
  ['token', 'revoke', 'token'],
  ['maintenance', 'on'],
  ['maintenance', 'off'],
  ['maintenance', 'status'],
  ['audit', '--since', '1h'],
]

test.each(commands.map((args) => [args.join(' '), args]))(
  '%s says where there is no database, and makes none',
  async (_name, args) => {
    const { code, stdout, stderr } = await place.run(args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      `babelgate: There is no database at ${join(place.dataDir, 'babelgate.db')}; run this in the folder of the gateway, or set DATA_DIR (babelgate serve makes a database)\n`,
    )
    expect(readdirSync(place.folder)).toEqual([])
  },
)

test('a file that DATABASE_URL names is looked for likewise', async () => {
  const { code, stderr } = await place.run(['app', 'list'], { env: { DATABASE_URL: 'file:other.db' } })
  expect(code).toBe(1)
  expect(stderr).toContain(`There is no database at ${join(place.folder, 'other.db')}; `)
  expect(stderr).toContain('set DATABASE_URL')
  expect(readdirSync(place.folder)).toEqual([])
})

test.each([[['methods', 'list']], [['methods', 'show', 'doc.get']], [['wsdl']], [['openapi']]])(
  '%j needs no database',
  async (args) => {
    expect(await place.run(args)).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(place.folder)).toEqual([])
  },
)

test.each([[['migrate']], [['user', 'create', '--username', 'ada', '--password', 'long enough']]])(
  '%j makes the database',
  async (args) => {
    expect(await place.run(args)).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(place.dataDir, 'babelgate.db'))).toBe(true)
    expect(await place.json('app', 'list')).toEqual([])
  },
)

test('a command that is refused for what it says makes none', async () => {
  const bad = ['user', 'create', '--username', 'ada', '--password']
  expect((await place.run([...bad, 'short'])).code).toBe(2)
  expect((await place.run([...bad, '-'], { input: '' })).code).toBe(2)
  expect((await place.run([...bad, 'long enough', '--lg', 'english'])).code).toBe(2)
  expect((await place.run(['app', 'set', key, '--oauth-methods', 'ROT13'])).code).toBe(2)
  expect((await place.run(['app', 'set', key, '--rsa-public-key', process.execPath])).code).toBe(2)
  expect(readdirSync(place.folder)).toEqual([])
})
