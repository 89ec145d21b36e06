import { existsSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { nonceWindow, type Settings } from '../../config/settings.js'
import type { ReadinessCheck } from '../../operators/readiness.js'
import { loadSecretKey, secretKeyFile } from '../../stores/files/secret-key.js'
import type { RedisConnection } from '../../stores/redis/connection.js'
import { explainRedis } from '../../stores/redis/explain-redis.js'
import type { Sql } from '../../stores/sql/engine/sql.js'
import { createSealer } from '../../stores/sql/identity/sealer.js'
import { secretKeyMatches } from '../../stores/sql/identity/secret-key-matches.js'
import { fileReason, messageOf } from '../../system/system-reason.js'
import { explainDatabase } from '../stores/explain-database.js'
import { openRedis } from '../stores/open-redis.js'
import { connectSql, missingDatabase } from '../stores/open-sql.js'
import { readinessChecks } from '../stores/readiness-checks.js'
import { examineServices } from './examine-services.js'
import { type Finding, failed, passed } from './finding.js'
import { readTlsFiles } from './tls-files.js'

/** How long after a failed command the loss of its connection is waited for, in milliseconds. */
const LOSS_TIMEOUT = 500

/** Checks everything that a server with these settings needs. It changes nothing. */
export async function diagnose(settings: Settings): Promise<readonly Finding[]> {
  const own = [await examineDisk(settings), ...examineTls(settings), ...(await examineModules())]
  const findings = [...own, ...(await examineServices(settings))]
  const missing = missingDatabase(settings)
  if (missing !== undefined) return [...findings, failed('database', missing)]
  return [...findings, ...(await examineStores(settings))]
}

/** Checks that DATA_DIR can be written, and has room for the largest upload. */
async function examineDisk({ DATA_DIR, UPLOAD_MAX }: Settings): Promise<Finding> {
  if (!existsSync(DATA_DIR)) return passed('disk', `${DATA_DIR} is not made yet; serve makes it`)
  try {
    await rm(await mkdtemp(join(DATA_DIR, 'doctor-')), { recursive: true })
  } catch (error) {
    return failed('disk', `${DATA_DIR} cannot be written: ${fileReason(error)}`)
  }
  const { bavail, bsize } = await statfs(DATA_DIR)
  const free = bavail * bsize
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB are free in ${DATA_DIR}`
  return free < UPLOAD_MAX
    ? failed('disk', `${detail}, less than one upload may take (UPLOAD_MAX); make room`)
    : passed('disk', detail)
}

function examineTls(settings: Settings): readonly Finding[] {
  if (settings.TLS_CERT === undefined) return []
  try {
    readTlsFiles(settings)
    return [passed('tls', 'certificate and key can be read')]
  } catch (error) {
    return [failed('tls', messageOf(error))]
  }
}

/** Modules of compiled code that serve loads on first use, with what fails without them. */
const compiledModules = [
  { name: 'hashing', load: () => import('@node-rs/argon2'), use: 'nobody can log in' },
  { name: 'images', load: () => import('sharp'), use: 'no photo can be uploaded' },
] as const

/** Checks that the modules of compiled code fit this machine: serve would find out at the first call that needs one. */
async function examineModules(): Promise<readonly Finding[]> {
  return Promise.all(
    compiledModules.map(({ name, load, use }) =>
      load().then(
        () => passed(name, 'is as it should be'),
        (error: unknown) => failed(name, `${messageOf(error)}; ${use} until you run npm ci on this machine`),
      ),
    ),
  )
}

async function examineStores(settings: Settings): Promise<readonly Finding[]> {
  let sql: Sql
  try {
    sql = await connectSql(settings)
  } catch (error) {
    return [failed('database', messageOf(error))]
  }
  const { redis, reason } = await watchRedis(settings)
  const explain = async (name: string, error: unknown) =>
    name === 'redis' ? reason(error) : messageOf(await explainDatabase(settings, error))
  try {
    await redis?.firstAttempt
    const stores = await Promise.all(
      readinessChecks(sql, redis, settings.DATA_DIR).map((check) => runCheck(check, explain)),
    )
    const isOk = (name: string) => stores.some((store) => store.name === name && store.ok)
    const secrets = isOk('database') ? [await examineSecrets(settings, sql)] : []
    const clock = redis !== undefined && isOk('redis') ? [await examineClock(settings, redis)] : []
    return [...stores, ...secrets, ...clock]
  } finally {
    redis?.close()
    await sql.close()
  }
}

/** Connects to Redis. `reason` explains a failed command by the loss of its connection, which is reported shortly after. */
async function watchRedis(settings: Settings) {
  let reportLoss: (reason: string) => void
  const lost = new Promise<string>((resolve) => {
    reportLoss = resolve
  })
  const redis = await openRedis(settings, {
    down: (server, reason) => reportLoss(`Redis at ${server} ${reason}`),
    up: () => undefined,
  })
  const reason = (error: unknown) => Promise.race([lost, setTimeout(LOSS_TIMEOUT, `Redis ${explainRedis(error)}`)])
  return { redis, reason }
}

/** @param explain makes the text for a check that threw */
async function runCheck(
  readiness: ReadinessCheck,
  explain: (name: string, error: unknown) => Promise<string>,
): Promise<Finding> {
  try {
    const problem = await readiness.check()
    return problem === undefined ? passed(readiness.name, 'is as it should be') : failed(readiness.name, problem)
  } catch (error) {
    return failed(readiness.name, await explain(readiness.name, error))
  }
}

/** Checks that the key opens the sealed secrets. A missing key, which serve would create, is not created here. */
async function examineSecrets({ SECRET_KEY, DATA_DIR }: Settings, sql: Sql): Promise<Finding> {
  const hasKey = SECRET_KEY !== undefined || existsSync(secretKeyFile(DATA_DIR))
  const holds = await secretKeyMatches(sql, createSealer(SECRET_KEY ?? (hasKey ? loadSecretKey(DATA_DIR) : '')))
  if (holds === undefined) return passed('secrets', 'nothing is sealed yet')
  const name = SECRET_KEY === undefined ? secretKeyFile(DATA_DIR) : 'SECRET_KEY'
  if (holds) return passed('secrets', `${name} opens what is sealed`)
  return failed('secrets', `${name} is not the key that secrets were sealed with; put that one back`)
}

/** Checks that the clock of Redis, which limits and nonces go by, agrees with this machine's. */
async function examineClock(settings: Settings, redis: RedisConnection): Promise<Finding> {
  const { back, ahead } = nonceWindow(settings)
  const behind = Date.now() / 1000 - (await redis.now())
  const detail = `the clock of Redis is ${Math.abs(behind).toFixed(1)} s ${behind < 0 ? 'before' : 'behind'} the one here`
  const agrees = behind <= back && behind >= -ahead
  return agrees ? passed('clock', detail) : failed('clock', `${detail}; let both follow a time server`)
}
