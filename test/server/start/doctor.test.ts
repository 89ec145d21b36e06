import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMember } from '../../support/add-member.js'
import { type Environment, type Installation, install, installOnPostgres } from '../../support/process.js'
import { startRedis } from '../../support/redis.js'

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

test('names the path of a missing database, and creates none', async () => {
  place = install()
  const database = expect.stringMatching(/^There is no database at \S+\/data\/babelgate\.db; .*DATA_DIR/)
  expect(await examine()).toEqual({ settings: true, disk: true, hashing: true, images: true, database })
  expect((await place.run(['doctor'])).stdout).toMatch(/^WRONG {2}database {2}There is no database at /m)
  expect(existsSync(place.dataDir)).toBe(false)
})

test('reports problems of settings, TLS files, secrets and the disk', async () => {
  place = install()
  await addMember(place)
  expect(await examine()).toEqual({
    settings: true,
    disk: true,
    hashing: true,
    images: true,
    database: true,
    data_dir: true,
    secrets: true,
  })
  expect(await examine({ PORT: '99999' })).toEqual({ settings: expect.stringContaining('PORT') })
  expect(await examine({ TLS_CERT: 'none.pem', TLS_KEY: 'none.pem' })).toMatchObject({
    tls: 'TLS_CERT none.pem cannot be read: it does not exist; correct the path',
  })
  expect(await examine({ UPLOAD_MAX: '999999999 G' })).toMatchObject({ disk: expect.stringContaining('make room') })
  expect(await examine({ SECRET_KEY: 'the key of another installation' })).toMatchObject({
    secrets: 'SECRET_KEY is not the key that secrets were sealed with; put that one back',
  })
  rmSync(join(place.dataDir, 'secret.key'))
  expect(await examine()).toMatchObject({ secrets: expect.stringContaining('secret.key is not the key') })
  writeFileSync(join(place.folder, 'no-folder'), '')
  expect(await examine({ DATA_DIR: 'no-folder', DATABASE_URL: `file:${place.dataDir}/babelgate.db` })).toMatchObject({
    disk: expect.stringContaining('cannot be written: a part of the path is a file'),
  })
})

test('reports problems of PostgreSQL and Redis', async () => {
  place = await installOnPostgres({ migrated: false })
  const redis = await startRedis()
  const env = { REDIS_URL: redis.url }
  expect(await examine(env)).toMatchObject({ database: expect.stringContaining('babelgate migrate'), redis: true })
  await place.json('migrate')
  await addMember(place)
  expect(await examine(env)).toEqual({
    settings: true,
    disk: true,
    hashing: true,
    images: true,
    database: true,
    data_dir: true,
    redis: true,
    secrets: true,
    clock: true,
  })
  await redis.kill()
  expect(await examine(env)).toMatchObject({
    database: true,
    redis: expect.stringContaining(`Redis at 127.0.0.1:${redis.port} refuses the connection; start`),
  })
  await redis.remove()
  expect(await examine({ DATABASE_URL: 'postgres://127.0.0.1:9/none' })).toMatchObject({
    database: expect.stringContaining('PostgreSQL at 127.0.0.1:9 refuses the connection; start'),
  })
})

test('reports compiled modules that do not fit the machine', async () => {
  place = install()
  const preload = join(place.folder, 'preload.cjs')
  writeFileSync(
    preload,
    `const Module = require('node:module')
    const load = Module._load
    Module._load = function (request, ...rest) {
      if (/(?:argon2|sharp)-[^/]*/.test(request)) throw new Error('Cannot find module')
      return load.call(this, request, ...rest)
    }`,
  )
  const use = (text: string) => expect.stringContaining(`${text} until you run npm ci on this machine`)
  expect(await examine({ NODE_OPTIONS: `--require ${preload}` })).toMatchObject({
    hashing: use('nobody can log in'),
    images: use('no photo can be uploaded'),
  })
})
