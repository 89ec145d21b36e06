import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import { ReportedError } from './output.js'

/** How long a worker must have lived for its place to be filled at once, in milliseconds; also the wait otherwise. */
const HASTE = 1000

/** What the primary process says to a worker that is to stop. Signals would reach workers twice, by their group too. */
const stopWord = 'stop'

/** Processes that serve the same address; one that ends unasked is replaced. */
export interface Workers {
  /** The port that they share. */
  readonly port: number
  /** Tells all of them to stop, and resolves when they have. */
  stop(): Promise<void>
}

/** Whether this process is one of several that serve. */
export const isWorker = cluster.isWorker

/**
 * Starts processes that each run this command. The first one alone prepares the stores; the others follow when it
 * listens.
 *
 * @returns when all of them listen
 * @throws ReportedError where the first one ends before it listens; it has said why
 */
export async function startWorkers(count: number, log: Logger): Promise<Workers> {
  let stopping = false
  const replace = async (worker: Worker, started: number, code: number | null, signal: string | null) => {
    if (stopping) return
    log.error({ worker: worker.process.pid, code, signal }, 'a worker ended and is replaced')
    if (performance.now() - started < HASTE) await setTimeout(HASTE)
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

/** Passes SIGHUP on to the workers of this process. They may get it twice, which changes nothing. */
export function hangUpWorkers(): void {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGHUP')
}

/** Tells a worker to stop until it has: one that is just starting does not hear it yet. */
async function end(worker: Worker): Promise<void> {
  const tell = () => {
    if (worker.isConnected()) worker.send(stopWord)
  }
  const again = setInterval(tell, 200)
  tell()
  await once(worker, 'exit')
  clearInterval(again)
}

function firstWorker(): Promise<readonly [Worker, port: number]> {
  return new Promise((resolve, reject) => {
    const worker = cluster.fork()
    worker.once('listening', ({ port }) => resolve([worker, port]))
    worker.once('exit', () => reject(new ReportedError('The first worker could not start')))
  })
}

/** Resolves when the primary process says so, or is gone. */
export function toldToStop(): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => undefined)
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (message === stopWord) resolve()
    })
    process.once('disconnect', resolve)
  })
}
