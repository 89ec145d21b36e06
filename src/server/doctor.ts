import { existsSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { nonceWindow, type Settings } from '../config/settings.js'
import type { ReadinessCheck } from '../operators/readiness.js'
import { loadSecretKey, secretKeyFile } from '../stores/files/secret-key.js'
import type { RedisConnection } from '../stores/redis/connection.js'
import { explainRedis } from '../stores/redis/explain-redis.js'
import type { Sql } from '../stores/sql/engine/sql.js'
import { createSealer } from '../stores/sql/identity/sealer.js'
import { secretKeyMatches } from '../stores/sql/identity/secret-key-matches.js'
import { fileReason, messageOf } from '../system/system-reason.js'
import { explainDatabase } from './explain-database.js'
import { openRedis } from './open-redis.js'
import { connectSql, missingDatabase } from './open-sql.js'
import { readinessChecks } from './readiness-checks.js'
import { readTlsFiles } from './tls-files.js'

/** How soon after a command failed the loss of its connection is known, in milliseconds. */
const LOSS_KNOWN = 500

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
export async function diagnose(settings: Settings): Promise<readonly Finding[]> {
  const around = [await examineDisk(settings), ...examineTls(settings)]
  const missing = missingDatabase(settings)
  if (missing !== undefined) return [...around, bad('database', missing)]
  return [...around, ...(await examineStores(settings))]
}

/** Whether DATA_DIR can be written to, and the largest upload fits. */
async function examineDisk({ DATA_DIR, UPLOAD_MAX }: Settings): Promise<Finding> {
  if (!existsSync(DATA_DIR)) return good('disk', `${DATA_DIR} is not made yet; serve makes it`)
  try {
    await rm(await mkdtemp(join(DATA_DIR, 'doctor-')), { recursive: true })
  } catch (error) {
    return bad('disk', `${DATA_DIR} cannot be written: ${fileReason(error)}`)
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
    return [bad('tls', messageOf(error))]
  }
}

async function examineStores(settings: Settings): Promise<readonly Finding[]> {
  let sql: Sql
  try {
    sql = connectSql(settings)
  } catch (error) {
    return [bad('database', messageOf(error))]
  }
  const { redis, reason } = watchRedis(settings)
  const explain = async (name: string, error: unknown) =>
    name === 'redis' ? reason(error) : messageOf(explainDatabase(settings, error))
  try {
    await redis?.firstAttempt
    const stores = await Promise.all(
      readinessChecks(sql, redis, settings.DATA_DIR).map((need) => examineNeed(need, explain)),
    )
    const isGood = (name: string) => stores.some((store) => store.name === name && store.ok)
    const secrets = isGood('database') ? [await examineSecrets(settings, sql)] : []
    const clock = redis !== undefined && isGood('redis') ? [await examineClock(settings, redis)] : []
    return [...stores, ...secrets, ...clock]
  } finally {
    redis?.close()
    await sql.close()
  }
}

/** Connects to Redis. `reason` says why a command failed: by what the connection was lost for, which is known soon after. */
function watchRedis(settings: Settings) {
  let tell: (reason: string) => void
  const lost = new Promise<string>((resolve) => {
    tell = resolve
  })
  const redis = openRedis(settings, {
    down: (server, reason) => tell(`Redis at ${server} ${reason}`),
    up: () => undefined,
  })
  const reason = (error: unknown) => Promise.race([lost, setTimeout(LOSS_KNOWN, `Redis ${explainRedis(error)}`)])
  return { redis, reason }
}

/** @param explain says what it means that a need could not even be examined */
async function examineNeed(
  need: ReadinessCheck,
  explain: (name: string, error: unknown) => Promise<string>,
): Promise<Finding> {
  try {
    const wrong = await need.check()
    return wrong === undefined ? good(need.name, 'is as it should be') : bad(need.name, wrong)
  } catch (error) {
    return bad(need.name, await explain(need.name, error))
  }
}

/** Whether what is sealed can be opened; the key that serve would make is not made here. */
async function examineSecrets({ SECRET_KEY, DATA_DIR }: Settings, sql: Sql): Promise<Finding> {
  const hasKey = SECRET_KEY !== undefined || existsSync(secretKeyFile(DATA_DIR))
  const holds = await secretKeyMatches(sql, createSealer(SECRET_KEY ?? (hasKey ? loadSecretKey(DATA_DIR) : '')))
  if (holds === undefined) return good('secrets', 'nothing is sealed yet')
  const name = SECRET_KEY === undefined ? secretKeyFile(DATA_DIR) : 'SECRET_KEY'
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
