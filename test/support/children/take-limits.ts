import { parseLimits } from '../../../src/core/limits/limit.js'
import type { Bucket } from '../../../src/core/ports/admission.js'
import { systemClock } from '../../../src/core/ports/clock.js'
import { RedisAdmission } from '../../../src/stores/redis/admission.js'
import { openRedis } from '../../../src/stores/redis/connection.js'

/** How many calls are under way at once. */
const AT_ONCE = 25

/** Makes calls against limits, and prints when each was sent and answered that was admitted. */
async function takeLimits(url: string, calls: number, texts: readonly string[]): Promise<void> {
  const outage = (): never => {
    throw new Error('Redis was never away.')
  }
  const redis = openRedis([url], { down: outage, up: outage })
  const ledger = { isRecorded: async () => false, record: async () => undefined }
  const window = { back: 300, ahead: 60, tolerance: 300 }
  const admission = new RedisAdmission({ redis, ledger, window, clock: systemClock, timeout: 60_000 })
  for (const text of texts) {
    const bucket: Bucket = { subject: 'app', key: text, app: text, limits: parseLimits(text), cost: 1 }
    let left = calls
    const call = async (): Promise<void> => {
      while (left-- > 0) {
        const sent = Date.now()
        const { admitted } = await admission.admit({ buckets: [bucket] })
        if (admitted) process.stdout.write(`${text} ${sent} ${Date.now()}\n`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, call))
  }
  await admission.close()
  process.stdout.write('done\n')
}

const [url = '', calls = '', ...texts] = process.argv.slice(2)
void takeLimits(url, Number(calls), texts)
