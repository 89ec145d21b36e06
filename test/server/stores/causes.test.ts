import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeCertificate } from '../../support/certificate.js'
import { babelgate } from '../../support/conversation.js'
import { freshDatabase } from '../../support/postgres.js'
import { type Environment, type Installation, install, until } from '../../support/process.js'
import { startRedis } from '../../support/redis.js'
import { startRefusingPostgres } from '../../support/refusing-postgres.js'

let place: Installation
let taken: Server
const at = (name: string) => join(place.folder, name)

/** Makes an SQLite file by a few statements. */
function makeDatabase(name: string, ...statements: readonly string[]): void {
  const database = new Database(at(name))
  for (const statement of statements) database.exec(statement)
  database.close()
}

beforeAll(async () => {
  place = install()
  await place.json('user', 'create', '--username', 'ada', '--password', 'long enough')
  writeFileSync(at('plain-file'), 'neither a database nor PEM, but long enough for a header of SQLite'.repeat(9))
  mkdirSync(at('folder'))
  makeDatabase('other.db', 'create table notes (text text)')
  copyFileSync(join(place.dataDir, 'babelgate.db'), at('newer.db'))
  makeDatabase('newer.db', "insert into kysely_migration values ('999-later', '2030-01-01T00:00:00.000Z')")
  makeCertificate(place.folder)
  mkdirSync(at('second'))
  makeCertificate(at('second'))
  taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
})
afterAll(async () => {
  taken.close()
  await place.remove()
})

const takenPort = () => {
  const address = taken.address()
  return typeof address === 'object' && address !== null ? String(address.port) : ''
}

/** Runs a command that must fail with one line that says what is wrong. */
async function complaint(args: readonly string[], env: Environment): Promise<string> {
  const { code, stdout, stderr } = await place.run(args, { env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
  expect(stderr).not.toMatch(/ at .*\.js|SQLITE|\bE(?:ACCES|ADDR|CONN|EXIST|ISDIR|NO|PERM|ROFS)|hidden-word/)
  return stderr
}

const SECRET_KEY = '0123456789abcdef'
const postgres = (address: string) => ({ DATABASE_URL: `postgres://${address}`, SECRET_KEY })

/** What is wrong, the settings, and what every command that needs a database says. */
const databases: readonly (readonly [string, () => Environment, RegExp])[] = [
  [
    'PostgreSQL that does not run',
    () => postgres('u:hidden-word@127.0.0.1:9/db'),
    /DATABASE_URL: .*127\.0\.0\.1:9 refuses the connection; start/,
  ],
  [
    'an unknown host',
    () => postgres('u:hidden-word@nowhere.invalid/db'),
    /DATABASE_URL: .*nowhere\.invalid:5432 .*host name/,
  ],
  ['an address that is none', () => postgres('u:hidden-word@[127/db'), /DATABASE_URL cannot be used: .+/],
  [
    'a certificate that is not there',
    () => postgres('127.0.0.1/db?sslrootcert=/nowhere.pem'),
    /DATABASE_URL cannot be used: it does not exist/,
  ],
  [
    'a program that is not PostgreSQL',
    () => postgres(`127.0.0.1:${takenPort()}/db`),
    /DATABASE_URL: .*gives no answer; check/,
  ],
  [
    'a file that is no database',
    () => ({ DATABASE_URL: 'file:plain-file' }),
    /DATABASE_URL: .*plain-file is no SQLite database; /,
  ],
  [
    'a folder for a file',
    () => ({ DATABASE_URL: 'file:folder' }),
    /DATABASE_URL: .*folder cannot be opened: it is a folder; /,
  ],
  [
    'a database of a newer version',
    () => ({ DATABASE_URL: 'file:newer.db' }),
    /newer version of Babelgate \(999-later\); run that/,
  ],
]

describe.each([[['user', 'list']], [['serve']]])('babelgate %j', (args) => {
  test.each(databases)('names the cause of %s', async (_what, env, cause) => {
    expect(await complaint(args, env())).toMatch(cause)
  })
})

test('migrate names the causes too', async () => {
  expect(await complaint(['migrate'], postgres('127.0.0.1:9/db'))).toContain('refuses the connection; start')
  expect(await complaint(['migrate'], { DATABASE_URL: 'file:plain-file' })).toContain('is no SQLite database')
  expect(await complaint(['migrate'], { DATABASE_URL: 'file:other.db' })).toContain(
    'other.db is the database of another program',
  )
  expect(await complaint(['serve'], { DATABASE_URL: 'file:other.db' })).toContain(
    'other.db is the database of another program',
  )
})

test.each([
  ['28P01', 'password authentication failed for user "u"', /refuses the password of the user u; correct it/],
  ['28000', 'no pg_hba.conf entry for host "::1", user "u", no encryption', /wants TLS; add \?sslmode=require/],
  ['28000', 'role "u" does not exist', /does not let the user u in \(role "u" does not exist\); create/],
  ['53300', 'sorry, too many clients already', /has no connection left; raise max_connections/],
  ['57P03', 'the database system is starting up', /is starting or stopping; try again/],
])('PostgreSQL refuses with %s: %s', async (code, message, cause) => {
  const server = await startRefusingPostgres(code, message)
  const env = postgres(`u:hidden-word@127.0.0.1:${server.port}/db`)
  const said = await complaint(['user', 'list'], env)
  const { stdout } = await place.run(['doctor'], { env })
  await server.close()
  expect(said).toMatch(cause)
  expect(stdout).toMatch(cause)
})

test('PostgreSQL without the database, and without the tables', async () => {
  const { url, drop } = await freshDatabase()
  const other = new URL(url)
  other.pathname = '/not_made'
  expect(await complaint(['user', 'list'], { DATABASE_URL: other.href, SECRET_KEY })).toMatch(
    /has no database not_made; create it \(createdb not_made\)/,
  )
  for (const args of [['user', 'list'], ['serve']]) {
    expect(await complaint(args, { DATABASE_URL: url, SECRET_KEY })).toMatch(
      /tables are missing.*run babelgate migrate/,
    )
  }
  await drop()
})

test('a file that another process keeps locked', async () => {
  const database = new Database(join(place.dataDir, 'babelgate.db'))
  database.exec('begin exclusive')
  const said = await complaint(['user', 'suspend', 'ada'], {})
  database.exec('rollback')
  database.close()
  expect(said).toMatch(/babelgate\.db is locked by another process; end that process/)
})

test('a missing or a wrong key of secrets', async () => {
  const { api_key } = await place.json('app', 'create', '--name', 'Album', '--owner', 'ada')
  const key = join(place.dataDir, 'secret.key')
  copyFileSync(key, at('kept.key'))
  writeFileSync(key, 'another key\n')
  const [shown, served] = [await complaint(['app', 'show', api_key], {}), await complaint(['serve'], {})]
  rmSync(key)
  const missing = await complaint(['serve'], {})
  copyFileSync(at('kept.key'), key)
  expect([shown, served]).toEqual([shown, shown])
  expect(shown).toMatch(/secret\.key is not the key that secrets were sealed with; put that one back/)
  expect(missing).toMatch(/secret\.key is missing.*put it back, or set SECRET_KEY/)
  expect(await place.json('app', 'show', api_key)).toMatchObject({ api_key })
})

/** What is wrong, the settings, and what `serve` says. */
const starts: readonly (readonly [string, () => Environment, RegExp])[] = [
  ['a port in use', () => ({ PORT: takenPort() }), /PORT \d+ is in use on HOST 127\.0\.0\.1; stop .*another port/],
  ['a port in use for metrics', () => ({ METRICS_PORT: takenPort() }), /METRICS_PORT \d+ is in use/],
  [
    'an address of another machine',
    () => ({ HOST: '192.0.2.1' }),
    /HOST 192\.0\.2\.1 is no address of this machine; set/,
  ],
  ['a host name that is unknown', () => ({ HOST: 'nowhere.invalid' }), /HOST nowhere\.invalid /],
  [
    'DATA_DIR that is a file',
    () => ({ DATA_DIR: 'plain-file' }),
    /DATA_DIR \S+plain-file cannot be written: it is a file; /,
  ],
  ['DATA_DIR below a file', () => ({ DATA_DIR: 'plain-file/data' }), /DATA_DIR .*: a part of the path is a file; /],
  [
    'DATA_DIR where no folder can be',
    () => ({ DATA_DIR: '/proc/nowhere/data' }),
    /DATA_DIR .*: no folder can be made there; /,
  ],
  [
    'DATA_DIR that is a file system of the kernel',
    () => ({ DATA_DIR: '/proc' }),
    /DATA_DIR \/proc cannot be written: /,
  ],
  [
    'DATA_DIR on a file system that takes no folder',
    () => ({ DATA_DIR: '/sys/nowhere' }),
    /DATA_DIR \/sys\/nowhere cannot be written: (?:the file system is read-only|the system does not permit it|the user \S+ lacks)/,
  ],
  [
    'DATA_DIR on such a file system beside a database elsewhere',
    () => ({ DATA_DIR: '/proc', DATABASE_URL: 'file:elsewhere.db' }),
    /DATA_DIR \/proc cannot be written: /,
  ],
  [
    'a certificate that is not there',
    () => ({ TLS_CERT: 'no.pem', TLS_KEY: 'key.pem' }),
    /TLS_CERT no\.pem cannot be read: it does not exist/,
  ],
  [
    'a folder for a key',
    () => ({ TLS_CERT: 'cert.pem', TLS_KEY: 'folder' }),
    /TLS_KEY folder cannot be read: it is a folder/,
  ],
  [
    'a certificate that is none',
    () => ({ TLS_CERT: 'plain-file', TLS_KEY: 'key.pem' }),
    /TLS_CERT plain-file holds no certificate/,
  ],
  [
    'a key that is none',
    () => ({ TLS_CERT: 'cert.pem', TLS_KEY: 'cert.pem' }),
    /TLS_KEY cert\.pem holds no private key/,
  ],
  [
    'the key of another certificate',
    () => ({ TLS_CERT: 'cert.pem', TLS_KEY: 'second/key.pem' }),
    /TLS_KEY second\/key\.pem is not the key of .*cert\.pem/,
  ],
]

test.each(starts)('serve names the cause of %s', async (_what, env, cause) => {
  expect(await complaint(['serve'], { DATA_DIR: 'new-data', ...env() })).toMatch(cause)
})

test('workers that cannot listen are reported once', async () => {
  const redis = await startRedis()
  const said = await complaint(['serve'], { REDIS_URL: redis.url, WORKERS: '2', PORT: takenPort() })
  await redis.remove()
  expect(said).toMatch(/PORT \d+ is in use/)
})

const isRoot = process.getuid?.() === 0
const powers = '-dac_override,-dac_read_search,-net_bind_service'
const powerless = ['setpriv', `--inh-caps=${powers}`, `--bounding-set=${powers}`]

/** What a command complains of that has no more rights than any user; it stays the owner of its files, wherever they lie. */
function complaintWithoutRights(args: readonly string[], env: Environment): string {
  const [program = '', ...words] = [...(isRoot ? powerless : []), ...babelgate, ...args]
  const { status, stderr } = spawnSync(program, words, {
    cwd: place.folder,
    env: { ...place.env, ...env },
    encoding: 'utf8',
  })
  expect(status).toBe(1)
  return stderr
}

test('a missing permission is reported with the user who lacks it', () => {
  mkdirSync(at('closed'), { mode: 0o500 })
  expect(complaintWithoutRights(['serve'], { DATA_DIR: 'closed' })).toMatch(
    /^babelgate: DATA_DIR \S+closed cannot be written: the user \S+ lacks the permission; [^\n]+\n$/,
  )
  chmodSync(join(place.dataDir, 'babelgate.db'), 0)
  expect(complaintWithoutRights(['user', 'list'], {})).toMatch(
    /^babelgate: DATA_DIR: \S+babelgate\.db cannot be opened: the user \S+ lacks the permission; [^\n]+\n$/,
  )
  chmodSync(join(place.dataDir, 'babelgate.db'), 0o600)
})

const privileged =
  /^babelgate: PORT \d+ on HOST 127\.0\.0\.1 is for privileged users; set a port above 1023, or [^\n]+\n$/

test('a privileged port is reported', async () => {
  // Machines that leave all ports to everybody, as many containers do, cannot refuse one; so here Node refuses for them.
  writeFileSync(
    at('refuse.cjs'),
    `require('node:net').Server.prototype.listen = function () {
      process.nextTick(() => this.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' })))
      return this
    }`,
  )
  const env = { PORT: '443', DATA_DIR: 'new-data', NODE_OPTIONS: '--require ./refuse.cjs' }
  expect(await complaint(['serve'], env)).toMatch(privileged)
  const firstFree = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))
  if (firstFree > 1) expect(complaintWithoutRights(['serve'], { PORT: '1', DATA_DIR: 'more-data' })).toMatch(privileged)
})

test('a database that Redis does not have is refused at start, and never replaced by database 0', async () => {
  const redis = await startRedis('--databases', '4')
  const lacking = /^babelgate: REDIS_URL: Redis at 127\.0\.0\.1:\d+ has no database of this number; correct [^\n]+\n$/
  for (const number of ['4', '99', '2147483647']) {
    const env = { REDIS_URL: `${redis.url}/${number}` }
    expect(await complaint(['serve'], env)).toMatch(lacking)
    const { code, stdout } = await place.run(['doctor'], { env })
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/redis.*has no database of this number/),
    })
  }
  const server = await place.serve({ env: { REDIS_URL: `${redis.url}/3`, LIMIT_IP: '100/s' } })
  await fetch(`${server.url}/api/test.hello`)
  expect(await redis.ask((client) => client.dbsize())).toBe(0)
  // It loses the right to select a database while the gateway runs.
  await redis.ask((client) => client.acl('SETUSER', 'default', '-select'))
  await redis.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'))
  const { reason } = await server.logged(({ msg }) => String(msg).startsWith('Redis is away'))
  await until(async () => (await fetch(`${server.url}/readyz`)).status === 503)
  await fetch(`${server.url}/api/test.hello`)
  expect(await redis.ask((client) => client.dbsize())).toBe(0)
  await redis.ask((client) => client.acl('SETUSER', 'default', '+select'))
  await server.logged(({ msg }) => msg === 'Redis is back')
  await server.stop()
  await redis.remove()
  expect(reason).toMatch(/closed|does not permit this to the user/)
})

test('an outage of Redis is reported with its cause in the log and by doctor', async () => {
  const redis = await startRedis()
  await redis.ask((client) => client.config('SET', 'requirepass', 'hidden-word'))
  const log = async (REDIS_URL: string) => {
    const server = await place.serve({ env: { REDIS_URL } })
    const { reason } = await server.logged(({ msg }) => String(msg).startsWith('Redis is away'))
    await server.stop()
    const { stdout } = await place.run(['doctor'], { env: { REDIS_URL } })
    expect(stdout).toContain(`${reason}`)
    return reason
  }
  expect(await log(redis.url)).toBe('wants a password; add it to REDIS_URL (redis://:PASSWORD@HOST)')
  expect(await log(redis.url.replace('//', '//:wrong@'))).toMatch(/^refuses the user or the password; correct/)
  await redis.remove()
  expect(await log(redis.url)).toMatch(/^refuses the connection; start the server/)
  expect(await log('redis://nowhere.invalid')).toMatch(/host name .*; /)
})
