import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { randomHex, sha256 } from '../../../../src/core/auth/hash.js'
import { noPermissions } from '../../../../src/core/permissions.js'
import { createSealer } from '../../../../src/stores/sql/identity/sealer.js'
import { someApp, someUser } from '../../../contracts/subject.js'
import { sqliteDatabase } from '../../../support/databases.js'
import { MovingClock } from '../../../support/moving-clock.js'
import { sqlStores } from '../../../support/sql-stores.js'

describe('a sealed text', () => {
  const sealer = createSealer('k'.repeat(64))

  test.each(['', 'f'.repeat(32), 'geheim – 秘密 🔑'])('opens again: %j', (text) => {
    expect(sealer.open(sealer.seal(text, 'row 1'), 'row 1')).toBe(text)
  })

  test('differs every time, and has a version prefix', () => {
    const [one, two] = [sealer.seal('secret', 'row 1'), sealer.seal('secret', 'row 1')]
    expect(one).not.toBe(two)
    expect(one).toMatch(/^v1\.[\w-]+$/)
  })

  test('does not open for another row, with another key, changed, cut or in another version', () => {
    const sealed = sealer.seal('secret', 'row 1')
    const bytes = Buffer.from(sealed.slice(3), 'base64url')
    const complaint = 'SECRET_KEY'
    expect(() => sealer.open(sealed, 'row 2')).toThrow(complaint)
    expect(() => createSealer('another').open(sealed, 'row 1')).toThrow(complaint)
    expect(() => sealer.open(sealed.replace('v1.', 'v2.'), 'row 1')).toThrow(complaint)
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(bytes.readUInt8(at) ^ 1, at)
      expect(() => sealer.open(`v1.${changed.toString('base64url')}`, 'row 1')).toThrow(complaint)
      expect(() => sealer.open(`v1.${bytes.subarray(0, at).toString('base64url')}`, 'row 1')).toThrow(complaint)
    }
  })
})

let database: Awaited<ReturnType<typeof sqliteDatabase>> | undefined
afterEach(() => database?.remove())

test('the database files contain no secret in clear text', async () => {
  database = await sqliteDatabase()
  const clock = new MovingClock()
  const stores = sqlStores(database.sql, clock)
  const app = await someApp({ ...stores, clock })
  const user = await someUser(stores)
  const secrets = {
    authToken: randomHex(16),
    bearerToken: randomHex(32),
    oauthSecret: randomHex(16),
  }
  const request = { token: randomHex(16), secret: randomHex(16) }
  const verifier = randomHex(16)
  const frob = randomHex(16)
  await stores.tokens.create({ appId: app.id, userId: user.id, permissions: noPermissions, secrets }, 1, 'cli:test')
  await stores.tokens.createFrob(frob, app.id, 9e9)
  const asked = { appId: app.id, callback: 'oob', asked: noPermissions, now: 1, expiresAt: 9e9 }
  await stores.requestTokens.create({ ...request, ...asked })
  const grant = { appId: app.id, userId: user.id, permissions: noPermissions }
  expect(await stores.requestTokens.grant(request.token, grant, verifier, 1)).toBe(true)
  const rotated = await stores.apps.rotateSecret(app.key, 'cli:test')

  const folder = dirname(database.file)
  const files = readdirSync(folder)
  expect(files).toContain(`${basename(database.file)}-wal`)
  const everything = Buffer.concat(files.map((file) => readFileSync(join(folder, file))))
  const hashed = [secrets.authToken, secrets.bearerToken, frob, request.token].map(sha256)
  for (const text of [app.key, user.username, ...hashed]) expect(everything.includes(text)).toBe(true)
  const kept = [frob, verifier, ...Object.values(request), ...Object.values(secrets)]
  for (const secret of [app.secret, rotated?.secret ?? '', ...kept]) {
    expect(secret).toMatch(/^[0-9a-f]{32,}$/)
    expect(everything.includes(secret)).toBe(false)
    expect(everything.includes(Buffer.from(secret, 'hex'))).toBe(false)
  }
})
