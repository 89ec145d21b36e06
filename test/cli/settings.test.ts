import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { settingNames } from '../../src/config/settings.js'
import { freshDatabase } from '../support/postgres.js'
import { type Installation, install, installOnPostgres } from '../support/process.js'

let place: Installation
beforeAll(() => {
  place = install()
  writeFileSync(join(place.folder, 'plain-file'), 'no PEM')
})
afterAll(() => place.remove())

/** A value that no server may start with, by setting; some only together with others. */
const wrong: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  HOST: [{ HOST: 'no address' }, { HOST: '192.0.2.1' }],
  PORT: [{ PORT: '65536' }, { PORT: '80a' }, { PORT: '-1' }],
  PUBLIC_URL: [{ PUBLIC_URL: 'api.example.org' }, { PUBLIC_URL: 'ftp://example.org' }],
  DATA_DIR: [{ DATA_DIR: 'plain-file' }, { DATA_DIR: 'plain-file/data' }],
  DATABASE_URL: [{ DATABASE_URL: 'mysql://localhost/db' }, { DATABASE_URL: 'file:nowhere/at/all.db' }],
  REDIS_URL: [
    { REDIS_URL: '127.0.0.1:6379' },
    { REDIS_URL: 'http://127.0.0.1' },
    { REDIS_URL: 'redis://one,rediss://two' },
    { REDIS_URL: 'redis://127.0.0.1/?family=6' },
    { REDIS_URL: 'redis://127.0.0.1/cache' },
    { REDIS_URL: 'redis://127.0.0.1/1/2' },
    { REDIS_URL: 'redis://127.0.0.1/4294967296' },
    { REDIS_URL: 'redis://ada@127.0.0.1' },
    { REDIS_URL: 'rediss://ada:@127.0.0.1' },
    { REDIS_URL: 'redis://:100%@127.0.0.1' },
    { REDIS_URL: 'redis://one,redis://two/1' },
    { REDIS_URL: 'redis://:a@one,redis://:b@two' },
  ],
  SQLITE_SYNC: [{ SQLITE_SYNC: 'off' }],
  SECRET_KEY: [{ SECRET_KEY: 'short' }, { DATABASE_URL: 'postgres://127.0.0.1:9/db' }],
  TRUST_PROXY: [{ TRUST_PROXY: '10.0.0.0/99' }, { TRUST_PROXY: 'proxy.example' }],
  WORKERS: [{ WORKERS: '0', REDIS_URL: 'redis://127.0.0.1:9' }, { WORKERS: '2' }],
  LIMIT_IP: [{ LIMIT_IP: '50' }, { LIMIT_IP: '50/s,many' }],
  LIMIT_APP: [{ LIMIT_APP: '0/d' }],
  LIMITS_WITHOUT_REDIS: [{ LIMITS_WITHOUT_REDIS: 'closed' }],
  REQUIRE_TLS: [{ REQUIRE_TLS: 'yes' }],
  METRICS_PORT: [{ METRICS_PORT: '65536' }, { METRICS_PORT: 'on' }],
  TLS_CERT: [{ TLS_CERT: 'plain-file' }, { TLS_CERT: 'nowhere.pem', TLS_KEY: 'plain-file' }],
  TLS_KEY: [{ TLS_KEY: 'plain-file' }, { TLS_CERT: 'plain-file', TLS_KEY: 'nowhere.pem' }],
  HTTP_STATUS: [{ HTTP_STATUS: 'modern' }],
  CORS_ORIGINS: [{ CORS_ORIGINS: 'app.example' }, { CORS_ORIGINS: 'https://app.example/path' }],
  SIGNED_EXTRA: [{ SIGNED_EXTRA: 'lang,two words' }],
  OAUTH_TIMESTAMP_WINDOW: [{ OAUTH_TIMESTAMP_WINDOW: '5 minutes' }, { OAUTH_TIMESTAMP_WINDOW: '-1' }],
  OAUTH_TIMESTAMP_AHEAD: [{ OAUTH_TIMESTAMP_AHEAD: '1.5' }],
  OAUTH_TIMESTAMP_TOLERANCE: [{ OAUTH_TIMESTAMP_TOLERANCE: 'strict' }],
  CALL_TIMEOUT: [{ CALL_TIMEOUT: '0' }, { CALL_TIMEOUT: '36' }, { CALL_TIMEOUT: '1.5' }],
  DRAIN_DELAY: [{ DRAIN_DELAY: 'soon' }],
  UPSTREAMS: [{ UPSTREAMS: 'nowhere.yaml' }],
  DIALECTS: [{ DIALECTS: 'native,klingon' }, { DIALECTS: ',' }],
  LIBRARY: [{ LIBRARY: 'none' }],
  SIGNUP: [{ SIGNUP: 'maybe' }],
  UPLOAD_MAX: [{ UPLOAD_MAX: 'much' }, { UPLOAD_MAX: '-1' }],
  UPLOAD_TEMP_MAX: [{ UPLOAD_TEMP_MAX: '2 Tera' }],
  LOG_LEVEL: [{ LOG_LEVEL: 'loud' }],
  DEMO: [{ DEMO: 'yes' }],
}

test('every setting has its wrong values here', () => {
  expect(Object.keys(wrong).sort()).toEqual([...settingNames].sort())
})

const cases = Object.entries(wrong).flatMap(([name, values]) => values.map((env) => [name, env] as const))

test.each(cases)('a wrong %s stops the start with one line that names it: %j', async (name, env) => {
  const { code, stdout, stderr } = await place.run(['serve'], { env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
  expect(stderr).toContain(name)
})

test('serve --upstreams goes before the setting', async () => {
  const args = ['serve', '--upstreams', 'not-here.yaml']
  const { code, stderr } = await place.run(args, { env: { UPSTREAMS: 'plain-file' } })
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'babelgate: UPSTREAMS names not-here.yaml, which does not exist; correct the path\n',
  })
})

test('a port that is taken stops the start', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve)
  })
  const address = other.address()
  const PORT = typeof address === 'object' && address !== null ? String(address.port) : ''
  const { code, stderr } = await place.run(['serve'], { env: { PORT } })
  other.close()
  expect(code).toBe(1)
  expect(stderr).toMatch(/^babelgate: [^\n]*PORT[^\n]*\n$/)
})

describe('babelgate.yaml', () => {
  const write = (name: string, text: string) => writeFileSync(join(place.folder, name), text)

  test('gives settings in capitals or not, as lists, numbers and switches', async () => {
    write(
      'good.yaml',
      'data_dir: from-file\nPORT: 0\nhttp_status: semantic\nDEMO: false\ntrust_proxy:\n  - 127.0.0.1\n',
    )
    const env = { DATA_DIR: undefined, PORT: undefined, DEMO: undefined }
    const server = await place.serve({ args: ['--config', 'good.yaml'], env })
    try {
      expect((await fetch(`${server.url}/api/no.such`)).status).toBe(404)
      expect(server.stderr()).not.toContain('demo')
    } finally {
      await server.stop()
    }
  })

  test('is found in the working folder, and the environment goes before it', async () => {
    mkdirSync(join(place.folder, 'elsewhere'))
    write('babelgate.yaml', 'http_status: semantic\nlog_level: loud\n')
    try {
      expect((await place.run(['user', 'list'])).stderr).toContain('LOG_LEVEL')
      const server = await place.serve({ env: { LOG_LEVEL: 'warn', HTTP_STATUS: 'legacy' } })
      expect((await fetch(`${server.url}/api/no.such`)).status).toBe(200)
      await server.stop()
    } finally {
      write('babelgate.yaml', '')
    }
  })

  test.each([
    ['colour: red', '1:1', 'colour is no setting'],
    ['host: ::1\n\n  \n# old\ncolour: red', '5:1', 'colour is no setting'],
    ['- PORT', '1:1', 'must hold settings'],
    ['PORT: [', '1:8', 'Flow sequence'],
    ['SIGNUP: open\nHOST: "127.0.0.1', '2:17', 'quote'],
    ['PORT: 1\n\tHOST: x', '2:1', 'Tabs'],
    ['port: many', '1:1', 'PORT must be a port between 0 and 65535, not many'],
    ['signup: open\nport: many', '2:1', 'PORT must be'],
    ['{ signup: open, port: many }', '1:17', 'PORT must be'],
    ['port: 1\nPORT: 2', '2:1', 'PORT is set twice'],
    ['signup: open\ntrust_proxy: {a: b}', '2:1', 'TRUST_PROXY must be one value'],
  ])('that says %j is refused at %s', async (text, where, reason) => {
    write('broken.yaml', text)
    const { code, stderr } = await place.run(['--config', 'broken.yaml', 'serve'], { env: { PORT: undefined } })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
    expect(stderr).toMatch(new RegExp(`^babelgate: broken\\.yaml:${where}: .*${reason}`))
  })
})

describe('PostgreSQL', () => {
  test('wants migrate before serve', async () => {
    const fresh = await installOnPostgres({ migrated: false })
    try {
      const early = await fresh.run(['serve'])
      expect(early).toMatchObject({ code: 1, stdout: '' })
      expect(early.stderr).toMatch(/^babelgate: [^\n]*babelgate migrate[^\n]*\n$/)
      const user = await fresh.run(['user', 'list'])
      expect(user.code).toBe(1)
      expect(user.stderr).toMatch(/^babelgate: [^\n]*babelgate migrate[^\n]*\n$/)
      const { migrations } = await fresh.json('migrate')
      expect(migrations.length).toBeGreaterThan(0)
      const server = await fresh.serve()
      expect(await server.stop()).toBe(0)
    } finally {
      await fresh.remove()
    }
  })

  test('wants SECRET_KEY, for every command', async () => {
    const { url, drop } = await freshDatabase()
    const { code, stderr } = await place.run(['user', 'list'], { env: { DATABASE_URL: url } })
    await drop()
    expect(code).toBe(1)
    expect(stderr).toMatch(/^babelgate: SECRET_KEY [^\n]+\n$/)
  })

  test('that is away stops the start with one line', async () => {
    const env = { DATABASE_URL: 'postgres://user:hidden-word@127.0.0.1:9/db', SECRET_KEY: '0123456789abcdef' }
    const { code, stderr } = await place.run(['serve'], { env })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
    expect(stderr).not.toContain('hidden-word')
  })
})
