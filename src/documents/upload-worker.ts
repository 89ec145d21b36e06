import { randomHex } from '../core/auth/hash.js'
import type { Clock } from '../core/ports/clock.js'
import { seconds } from '../core/ports/clock.js'
import type { Files } from './ports/files.js'
import type { OrphanedFiles } from './ports/orphaned-files.js'
import type { UploadJob, UploadJobs } from './ports/upload-jobs.js'
import type { Worker } from './ports/worker.js'
import { processUpload } from './process-upload.js'

/** What the worker works with. */
export interface UploadWorkerDependencies {
  readonly jobs: UploadJobs
  readonly orphanedFiles: OrphanedFiles
  readonly fileStore: Files
  readonly clock: Clock
  /** Is told what went wrong; the job is tried again later. */
  report(error: unknown): void
}

/** Works on uploads one after the other, and sweeps files that nobody needs. */
export interface UploadWorker extends Worker {
  start(): void
  /** Resolves when the job in hand is done. */
  stop(): Promise<void>
}

/** How long a job is held, in milliseconds; renewed while it is worked on, so this is how long a dead worker blocks it. */
const lease = 10_000

/** How often the worker looks for jobs that other processes took in or left behind, in milliseconds. */
const interval = 1000

/** A file that has ended this many workers is not given to another one. */
const maxAttempts = 3

/** Makes the worker of this process; any number of processes may have one on the same store. */
export function createUploadWorker(parts: UploadWorkerDependencies): UploadWorker {
  const holder = randomHex(8)
  const bell = createBell()
  let running: Promise<void> | undefined
  let stopping = false

  const round = async (): Promise<boolean> => {
    const now = parts.clock.now()
    const job = await parts.jobs.claim(holder, now, now + lease)
    if (job === undefined) await sweep(parts)
    else await work(job, parts)
    return job !== undefined
  }

  const run = async () => {
    while (!stopping) {
      const busy = await round().catch((error: unknown) => {
        parts.report(error)
        return false
      })
      if (!busy && !stopping) await bell.wait(interval)
    }
  }

  return {
    wake: bell.ring,
    start() {
      running ??= run()
    },
    async stop() {
      stopping = true
      bell.ring()
      await running
    },
  }
}

async function work(job: UploadJob, parts: UploadWorkerDependencies): Promise<void> {
  const { jobs, clock, fileStore } = parts
  const hold = setInterval(() => {
    jobs.postpone(job, clock.now() + lease).catch(parts.report)
  }, lease / 3)
  try {
    const processed = job.attempt > maxAttempts ? undefined : await processUpload(job, fileStore)
    if (processed === undefined) await jobs.reject(job, seconds(clock))
    else await jobs.finish(job, processed)
  } catch (error) {
    // A full disk or a database that is away must not cost anybody a file: the same attempt is made once more.
    await jobs.postpone({ ...job, attempt: job.attempt - 1 }, clock.now() + lease)
    throw error
  } finally {
    clearInterval(hold)
  }
}

async function sweep({ orphanedFiles, fileStore, clock }: UploadWorkerDependencies): Promise<void> {
  for (const key of await orphanedFiles.due(seconds(clock))) {
    await fileStore.remove(key)
    await orphanedFiles.forget(key)
  }
}

/** Something to wait for: until it rings, or a time is over. A ring that nobody waits for counts for the next wait. */
function createBell() {
  let rung = false
  let wakeUp: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wakeUp?.()
    },
    async wait(milliseconds: number): Promise<void> {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      rung = false
      wakeUp = undefined
    },
  }
}
