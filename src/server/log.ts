import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { ApiError } from '../core/api-error.js'
import type { CallLog } from '../core/ports/call-log.js'
import type { RequestLog } from '../transports/request-log.js'
import { createOutageLines } from './outage-lines.js'

/** A log together with the way to empty its buffer. */
export interface Log extends RequestLog {
  readonly logger: Logger
  /** Writes what is still in memory, at once. */
  flush(): void
}

/** Characters that are gathered before they are written together. */
const gathered = 64 * 1024

/** What waits longer than this is written all the same, in milliseconds. */
const flushInterval = 500

/** Opens the log on standard error, or on another destination. */
export function openLog(level: string, to?: DestinationStream): Log {
  if (to !== undefined) return logOn(level, to, () => undefined)
  const stderr = destination({ dest: 2, sync: false })
  // The destination could gather by itself, but spends three times as much on each line as writing it costs.
  let waiting = ''
  const pass = () => {
    if (waiting !== '') stderr.write(waiting)
    waiting = ''
  }
  const write = (line: string) => {
    waiting += line
    if (waiting.length >= gathered) pass()
  }
  setInterval(pass, flushInterval).unref()
  const flush = () => {
    pass()
    stderr.flushSync()
  }
  process.once('exit', flush)
  return logOn(level, { write }, flush)
}

function logOn(level: string, to: Pick<DestinationStream, 'write'>, flush: () => void): Log {
  const logger = pino({ level, base: null, timestamp: () => `,"time":"${isoTime()}"` }, to)
  const info = logger.levels.values['info'] ?? 30
  return {
    logger,
    flush,
    // The same line as pino's, in a third of its time.
    call(line, sent) {
      if (logger.isLevelEnabled('info')) {
        to.write(`${JSON.stringify({ level: info, time: isoTime(), ...line, ...sent, msg: 'call' })}\n`)
      }
    },
    refused: (request) => logger.info(request, 'request refused'),
  }
}

let second = 0
let secondText = ''

/** The time as ISO 8601 in UTC; the part down to the second is written once a second. */
function isoTime(): string {
  const now = Date.now()
  const millis = now % 1000
  if (now - millis !== second) {
    second = now - millis
    secondText = new Date(second).toISOString().slice(0, 20)
  }
  return `${secondText}${String(millis).padStart(3, '0')}Z`
}

/**
 * Writes service errors to the log. While a store is away its error would come with every call, so each
 * cause is told once, and then no more often than every `quiet` milliseconds.
 */
export function createFailureLog({ logger }: Log, quiet?: number): Pick<CallLog, 'failure'> {
  const write = (id: string, fault: ApiError, leftOut = 0) =>
    logger.error(
      { id, code: fault.code, err: fault.cause ?? fault, ...(leftOut > 0 ? { left_out: leftOut } : {}) },
      fault.message,
    )
  const writeOutage = createOutageLines(write, quiet)
  return {
    failure: (id, fault) => (fault.fault === 'service-unavailable' ? writeOutage(id, fault) : write(id, fault)),
  }
}
