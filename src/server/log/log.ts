import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { ApiError } from '../../core/api-error.js'
import type { CallLog } from '../../core/ports/call-log.js'
import type { RequestLog } from '../../transports/request-log.js'
import { formatCallLine } from './format-call-line.js'
import { createOutageLines } from './outage-lines.js'

/** A buffered log. */
export interface Log extends RequestLog {
  readonly logger: Logger
  /** Writes the buffer synchronously. */
  flush(): void
}

/** The size of the buffer, in bytes. */
const bufferSize = 64 * 1024

/** The most bytes that a UTF-16 unit takes in UTF-8. */
const bytesPerUnit = 3

/** The longest time that a line stays in the buffer, in milliseconds. */
const flushInterval = 500

/** Opens the log on standard error, or on another destination. */
export function openLog(level: string, to?: DestinationStream): Log {
  if (to !== undefined) return logOn(level, to, () => undefined)
  const stderr = destination({ dest: 2, sync: false })
  // pino's own buffering (minLength) costs more per line than this, and so do texts that are joined later, when their parts
  // have left the processor's cache; the bench row `babelgate, call lines` shows the cost of lines.
  const buffer = Buffer.allocUnsafeSlow(bufferSize)
  let size = 0
  const take = () => {
    const text = buffer.toString('utf8', 0, size)
    size = 0
    return text
  }
  const passOn = () => {
    if (size > 0) stderr.write(take())
  }
  const write = (line: string) => {
    const atMost = line.length * bytesPerUnit
    if (size + atMost > bufferSize) passOn()
    if (atMost > bufferSize) stderr.write(line)
    else size += buffer.write(line, size)
  }
  setInterval(passOn, flushInterval).unref()
  const atOnce = destination({ dest: 2, sync: true })
  const flush = () => {
    stderr.flushSync()
    // An asynchronous write that starts now may be lost when the process exits.
    if (size > 0) atOnce.write(take())
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
    call(line, sent) {
      if (logger.isLevelEnabled('info')) to.write(formatCallLine(info, isoTime(), line, sent))
    },
    refused: (request) => logger.info(request, 'request refused'),
  }
}

/** The milliseconds of a second in three digits. */
const millisTexts = Array.from({ length: 1000 }, (_, millis) => String(millis).padStart(3, '0'))

let second = 0
let secondText = ''

/** The current time in ISO 8601, in UTC. The text down to the second is cached for that second. */
function isoTime(): string {
  const now = Date.now()
  const millis = now % 1000
  if (now - millis !== second) {
    second = now - millis
    secondText = new Date(second).toISOString().slice(0, 20)
  }
  return `${secondText}${millisTexts[millis]}Z`
}

/**
 * Makes the log of the gateway's own errors. The error of an unavailable store, or of a service behind the gateway, would come with every
 * call, so each cause is logged once, and then at most every `interval` milliseconds.
 */
export function createFailureLog({ logger }: Log, interval?: number): Pick<CallLog, 'failure'> {
  const write = (id: string, fault: ApiError, leftOut = 0) => {
    const { code, message } = fault
    logger.error({ id, code, ...causeMembers(fault), ...(leftOut > 0 ? { left_out: leftOut } : {}) }, message)
  }
  const writeOutage = createOutageLines(write, interval)
  return {
    failure: (id, fault) => (isOutage(fault) ? writeOutage(id, fault) : write(id, fault)),
  }
}

/** Whether a fault says that something is away, as it may be for many calls. */
function isOutage({ fault, service }: ApiError): boolean {
  return fault === 'service-unavailable' || service !== undefined
}

/** Of a service only the reason is logged: the errors of its connection may quote what it sent. */
function causeMembers(fault: ApiError): object {
  const { service, reason, cause } = fault
  return service === undefined ? { err: cause ?? fault } : { service, reason }
}
