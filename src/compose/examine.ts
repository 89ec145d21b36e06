import { existsSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { nonceWindow, type Settings, sqliteFile } from '../config.js'
import { createReadiness } from '../operators/readiness.js'
import { ownSecretKey, ownSecretKeyFile } from '../stores/files/secret-key.js'
import type { RedisConnection } from '../stores/redis/connection.js'
import { sealHolds } from '../stores/sql/seal-holds.js'
import { createSealer } from '../stores/sql/sealer.js'
import type { Sql } from '../stores/sql/sql.js'
import { needsOf } from './needs.js'
import { openRedis } from './open-redis.js'
import { connectSql } from './open-sql.js'
import { readTlsFiles } from './tls-files.js'

/** What an examination found about one thing. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** What is there, or what is wrong and how to mend it. */
  readonly detail: string
}

const good = (name: string, detail: string): Finding => ({ name, ok: true, detail })
const bad = (name: string, detail: string): Finding => ({ name, ok: false, detail })

/** Examines everything that a server of these settings needs, and changes nothing. */
export async function examine(settings: Settings): Promise<readonly Finding[]> {
  const around = [await examineDisk(settings), ...examineTls(settings)]
  const file = sqliteFile(settings)
  if (file !== undefined && !existsSync(file)) return [...around, good('database', 'is not made yet; serve makes it')]
  return [...around, ...(await examineStores(settings))]
}

/** Whether DATA_DIR can be written to, and the largest upload fits. */
async function examineDisk({ DATA_DIR, UPLOAD_MAX }: Settings): Promise<Finding> {
  if (!existsSync(DATA_DIR)) return good('disk', `${DATA_DIR} is not made yet; serve makes it`)
  try {
    await rm(await mkdtemp(join(DATA_DIR, 'doctor-')), { recursive: true })
  } catch {
    return bad('disk', `${DATA_DIR} cannot be written to; give it to the user that runs the gateway`)
  }
  const { bavail, bsize } = await statfs(DATA_DIR)
  const free = bavail * bsize
  const told = `${(free / 1024 ** 3).toFixed(1)} GiB are free in ${DATA_DIR}`
  return free < UPLOAD_MAX
    ? bad('disk', `${told}, less than one upload may take (UPLOAD_MAX); make room`)
    : good('disk', told)
}

function examineTls(settings: Settings): readonly Finding[] {
  if (settings.TLS_CERT === undefined) return []
  try {
    readTlsFiles(settings)
    return [good('tls', 'certificate and key can be read')]
  } catch (error) {
    return [bad('tls', error instanceof Error ? error.message : String(error))]
  }
}

async function examineStores(settings: Settings): Promise<readonly Finding[]> {
  const sql = connectSql(settings)
  const redis = openRedis(settings)
  await redis?.attempted
  try {
    const needs = needsOf(sql, redis, settings.DATA_DIR)
    const missing = await createReadiness(needs)()
    const stores = needs.map(({ name }) => {
      const wrong = missing[name]
      return wrong === undefined ? good(name, 'is as it should be') : bad(name, wrong)
    })
    const secrets = missing['database'] === undefined ? [await examineSecrets(settings, sql)] : []
    const clock = redis === undefined || missing['redis'] !== undefined ? [] : [await examineClock(settings, redis)]
    return [...stores, ...secrets, ...clock]
  } finally {
    redis?.close()
    await sql.close()
  }
}

/** Whether what is sealed can be opened; the key that serve would make is not made here. */
async function examineSecrets({ SECRET_KEY, DATA_DIR }: Settings, sql: Sql): Promise<Finding> {
  const hasKey = SECRET_KEY !== undefined || existsSync(ownSecretKeyFile(DATA_DIR))
  const holds = await sealHolds(sql, createSealer(SECRET_KEY ?? (hasKey ? ownSecretKey(DATA_DIR) : '')))
  if (holds === undefined) return good('secrets', 'nothing is sealed yet')
  const name = SECRET_KEY === undefined ? ownSecretKeyFile(DATA_DIR) : 'SECRET_KEY'
  if (holds) return good('secrets', `${name} opens what is sealed`)
  return bad('secrets', `${name} is not the key that secrets were sealed with; put that one back`)
}

/** Whether the clock of Redis, which decides about limits and nonces, agrees with the one here. */
async function examineClock(settings: Settings, redis: RedisConnection): Promise<Finding> {
  const { back, ahead } = nonceWindow(settings)
  const behind = Date.now() / 1000 - (await redis.now())
  const told = `the clock of Redis is ${Math.abs(behind).toFixed(1)} s ${behind < 0 ? 'before' : 'behind'} the one here`
  const agrees = behind <= back && behind >= -ahead
  return agrees ? good('clock', told) : bad('clock', `${told}; let both follow a time server`)
}
