import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMember } from '../support/add-member.js'
import { type Environment, type Installation, install, installOnPostgres } from '../support/process.js'
import { startRedis } from '../support/redis.js'

let place: Installation
afterEach(() => place.remove())

/** What the doctor finds: by name, `true` or what is wrong. */
async function examine(env: Environment = {}) {
  const { code, stdout } = await place.run(['doctor', '--json'], { env })
  const { ok, findings } = JSON.parse(stdout)
  expect(code).toBe(ok ? 0 : 1)
  const list: { name: string; ok: boolean; detail: string }[] = findings
  return Object.fromEntries(list.map((finding) => [finding.name, finding.ok || finding.detail]))
}

test('a place where nothing was started yet is fine, and stays as it is', async () => {
  place = install()
  expect(await examine()).toEqual({ settings: true, disk: true, database: true })
  expect((await place.run(['doctor'])).stdout).toMatch(/^ok {5}database {2}is not made yet; serve makes it$/m)
  expect(await examine()).toEqual({ settings: true, disk: true, database: true })
})

test('says what is wrong with settings, TLS files, secrets and the disk', async () => {
  place = install()
  await addMember(place)
  expect(await examine()).toEqual({ settings: true, disk: true, database: true, data_dir: true, secrets: true })
  expect(await examine({ PORT: '99999' })).toEqual({ settings: expect.stringContaining('PORT') })
  expect(await examine({ TLS_CERT: 'none.pem', TLS_KEY: 'none.pem' })).toMatchObject({
    tls: 'TLS_CERT none.pem cannot be read',
  })
  expect(await examine({ UPLOAD_MAX: '999999999 G' })).toMatchObject({ disk: expect.stringContaining('make room') })
  expect(await examine({ SECRET_KEY: 'the key of another installation' })).toMatchObject({
    secrets: 'SECRET_KEY is not the key that secrets were sealed with; put that one back',
  })
  rmSync(join(place.dataDir, 'secret.key'))
  expect(await examine()).toMatchObject({ secrets: expect.stringContaining('secret.key is not the key') })
  writeFileSync(join(place.folder, 'no-folder'), '')
  expect(await examine({ DATA_DIR: 'no-folder', DATABASE_URL: `file:${place.dataDir}/babelgate.db` })).toMatchObject({
    disk: expect.stringContaining('cannot be written to'),
  })
})

test('says what is wrong with PostgreSQL and Redis', async () => {
  place = await installOnPostgres({ migrated: false })
  const redis = await startRedis()
  const env = { REDIS_URL: redis.url }
  expect(await examine(env)).toMatchObject({ database: expect.stringContaining('babelgate migrate'), redis: true })
  await place.json('migrate')
  await addMember(place)
  expect(await examine(env)).toEqual({
    settings: true,
    disk: true,
    database: true,
    data_dir: true,
    redis: true,
    secrets: true,
    clock: true,
  })
  await redis.kill()
  expect(await examine(env)).toMatchObject({ database: true, redis: 'cannot be reached' })
  await redis.remove()
  expect(await examine({ DATABASE_URL: 'postgres://127.0.0.1:9/none' })).toMatchObject({
    database: 'cannot be reached',
  })
})
