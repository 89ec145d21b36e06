import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import { ReportedError } from '../output.js'

/** The delay before a worker that ended within this time of its start is replaced, in milliseconds. */
const RESTART_DELAY = 1000

/** The IPC message that stops a worker. A signal could reach workers twice, also through their process group. */
const stopMessage = 'stop'

/** Processes that serve the same address; one that ends unexpectedly is replaced. */
export interface Workers {
  /** The shared port. */
  readonly port: number
  /** Stops all of them, and resolves when they have ended. */
  stop(): Promise<void>
}

/** Whether this process is a worker. */
export const isWorker = cluster.isWorker

/**
 * Starts worker processes that each run this command. The first one prepares the stores; the others start when it listens.
 *
 * @returns when all of them listen
 * @throws ReportedError if the first one ends before it listens; it has printed the reason
 */
export async function startWorkers(count: number, log: Logger): Promise<Workers> {
  let stopping = false
  const replace = async (worker: Worker, started: number, code: number | null, signal: string | null) => {
    if (stopping) return
    log.error({ worker: worker.process.pid, code, signal }, 'a worker ended and is replaced')
    if (performance.now() - started < RESTART_DELAY) await setTimeout(RESTART_DELAY)
    if (!stopping) watch(cluster.fork())
  }
  const watch = (worker: Worker): Worker => {
    const started = performance.now()
    worker.once('exit', (code, signal) => {
      replace(worker, started, code, signal).catch((error: unknown) => log.error({ err: error }, 'no worker started'))
    })
    return worker
  }
  const [first, port] = await firstWorker()
  watch(first)
  await Promise.all(Array.from({ length: count - 1 }, () => once(watch(cluster.fork()), 'listening')))
  return {
    port,
    async stop() {
      stopping = true
      const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
      await Promise.all(workers.map(end))
    },
  }
}

/** Forwards SIGHUP to the workers. They may get it twice, since a reload is idempotent. */
export function forwardHangUp(): void {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGHUP')
}

/** Stops a worker. The message is repeated until it has ended, since a worker that is starting does not listen yet. */
async function end(worker: Worker): Promise<void> {
  const sendStop = () => {
    if (worker.isConnected()) worker.send(stopMessage)
  }
  const repeat = setInterval(sendStop, 200)
  sendStop()
  await once(worker, 'exit')
  clearInterval(repeat)
}

function firstWorker(): Promise<readonly [Worker, port: number]> {
  return new Promise((resolve, reject) => {
    const worker = cluster.fork()
    worker.once('listening', ({ port }) => resolve([worker, port]))
    worker.once('exit', () => reject(new ReportedError('The first worker could not start')))
  })
}

/** Resolves when the primary process sends the stop message, or has ended. */
export function stopRequested(): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => undefined)
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (message === stopMessage) resolve()
    })
    process.once('disconnect', resolve)
  })
}
