import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { CallLog } from './core/ports/call-log.js'

/** A log together with the way to empty its buffer. */
export interface Log {
  readonly logger: Logger
  /** Writes what is still in memory, at once. */
  flush(): void
}

/** Bytes that wait in memory before they are written together; a timer writes what waits longer than half a second. */
const bufferBytes = 15 * 1024

/** Opens the log on standard error, or on another destination. */
export function openLog(level: string, to?: DestinationStream): Log {
  if (to !== undefined) return { logger: pino(options(level), to), flush: () => undefined }
  const stderr = destination({ dest: 2, sync: false, minLength: bufferBytes })
  setInterval(() => stderr.flush(), 500).unref()
  return { logger: pino(options(level), stderr), flush: () => stderr.flushSync() }
}

function options(level: string) {
  return { level, base: null, timestamp: isoTime }
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
  return `,"time":"${secondText}${String(millis).padStart(3, '0')}Z"`
}

/** Writes call lines and service errors to the log. */
export function createCallLog(logger: Logger): CallLog {
  return {
    enabled: logger.isLevelEnabled('info'),
    call: (line) => logger.info(line, 'call'),
    failure: (id, fault) => logger.error({ id, code: fault.code, err: fault.cause ?? fault }, fault.message),
  }
}
