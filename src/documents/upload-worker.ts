import { randomHex } from '../core/auth/hash.js'
import type { Clock } from '../core/ports/clock.js'
import { seconds } from '../core/ports/clock.js'
import type { Files } from './ports/files.js'
import type { OrphanedFiles } from './ports/orphaned-files.js'
import type { UploadJob, UploadJobs } from './ports/upload-jobs.js'
import type { Worker } from './ports/worker.js'
import { processUpload } from './process-upload.js'

/** The dependencies of the worker. */
export interface UploadWorkerDependencies {
  readonly jobs: UploadJobs
  readonly orphanedFiles: OrphanedFiles
  readonly fileStore: Files
  readonly clock: Clock
  /** Reports an error; the job is retried later. */
  report(error: unknown): void
}

/** Processes uploads one after the other, and deletes orphaned files. */
export interface UploadWorker extends Worker {
  start(): void
  /** Resolves when the current job is done. */
  stop(): Promise<void>
}

/** The lease of a job, in milliseconds; renewed while the job is processed, so a dead worker blocks it no longer than this. */
const lease = 10_000

/** How often the worker polls for jobs of other processes, in milliseconds. */
const pollInterval = 1000

/** The most claims of a job, after which a file that crashes workers is rejected. */
const maxAttempts = 3

/** Creates the worker of this process; any number of processes may share a store. */
export function createUploadWorker(dependencies: UploadWorkerDependencies): UploadWorker {
  const holder = randomHex(8)
  const signal = createWakeSignal()
  let running: Promise<void> | undefined
  let stopping = false

  const runOnce = async (): Promise<boolean> => {
    const now = dependencies.clock.now()
    const job = await dependencies.jobs.claim(holder, now, now + lease)
    if (job === undefined) await deleteOrphanedFiles(dependencies)
    else await processJob(job, dependencies)
    return job !== undefined
  }

  const run = async () => {
    while (!stopping) {
      const hadJob = await runOnce().catch((error: unknown) => {
        dependencies.report(error)
        return false
      })
      if (!hadJob && !stopping) await signal.wait(pollInterval)
    }
  }

  return {
    wake: signal.set,
    start() {
      running ??= run()
    },
    async stop() {
      stopping = true
      signal.set()
      await running
    },
  }
}

async function processJob(job: UploadJob, dependencies: UploadWorkerDependencies): Promise<void> {
  const { jobs, clock, fileStore } = dependencies
  const renewal = setInterval(() => {
    jobs.postpone(job, clock.now() + lease).catch(dependencies.report)
  }, lease / 3)
  try {
    const processed = job.attempt > maxAttempts ? undefined : await processUpload(job, fileStore)
    if (processed === undefined) await jobs.reject(job, seconds(clock))
    else await jobs.finish(job, processed)
  } catch (error) {
    // A full disk or an unavailable database must not reject a file, so this attempt does not count.
    await jobs.postpone({ ...job, attempt: job.attempt - 1 }, clock.now() + lease)
    throw error
  } finally {
    clearInterval(renewal)
  }
}

async function deleteOrphanedFiles({ orphanedFiles, fileStore, clock }: UploadWorkerDependencies): Promise<void> {
  for (const key of await orphanedFiles.due(seconds(clock))) {
    await fileStore.remove(key)
    await orphanedFiles.forget(key)
  }
}

/** An auto-reset event: `wait` resolves when it is set, or after a timeout. A `set` before the wait ends it at once. */
function createWakeSignal() {
  let isSet = false
  let resume: (() => void) | undefined
  return {
    set: () => {
      isSet = true
      resume?.()
    },
    async wait(milliseconds: number): Promise<void> {
      if (!isSet) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds)
          resume = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      isSet = false
      resume = undefined
    },
  }
}
