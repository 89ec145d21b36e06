import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { AnswerHeaders, CallHooks } from '../../core/ports/call-hooks.js'
import type { Log } from '../log/log.js'

/** Headers that the gateway or HTTP sets, in lower case; those of CORS are recognized by their prefix. */
const reserved: ReadonlySet<string> = new Set([
  'allow',
  'cache-control',
  'connection',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'vary',
  'www-authenticate',
  'x-content-type-options',
  'x-request-id',
])

/**
 * Makes hooks that never throw out of those of a program: errors are logged, and so are headers that cannot be set.
 *
 * @returns undefined for hooks that are not given
 */
export function guardHooks({ onCall, onAnswer }: CallHooks, { logger }: Pick<Log, 'logger'>): CallHooks {
  const logError = (hook: string) => (err: unknown) => logger.error({ err }, `${hook} failed`)
  const refusals = new Set<string>()
  const refuse = (header: string, reason: string) => {
    // Each header once: a hook repeats its mistake with every call.
    if (refusals.has(header) || refusals.size >= 100) return
    refusals.add(header)
    logger.error({ header, reason }, 'a header of onAnswer was refused')
  }
  return {
    onCall: onCall && guarded(onCall, logError('onCall')),
    onAnswer:
      onAnswer &&
      guarded((answer) => {
        const headers = onAnswer(answer)
        return headers === undefined || headers instanceof Promise ? headers : allowed(headers, refuse)
      }, logError('onAnswer')),
  }
}

/** Makes a function that logs what it throws; a promise of an async function counts as no result. */
function guarded<Info, Result>(hook: (info: Info) => Result, onError: (error: unknown) => void) {
  return (info: Info): Result | undefined => {
    try {
      const result = hook(info)
      if (!(result instanceof Promise)) return result
      result.catch(onError)
    } catch (error) {
      onError(error)
    }
    return undefined
  }
}

function allowed(headers: AnswerHeaders, refuse: (header: string, reason: string) => void): AnswerHeaders {
  const checked: [string, string][] = []
  for (const [name, value] of Object.entries(headers)) {
    const reason = refusal(name, value)
    if (reason === undefined) checked.push([name, value])
    else refuse(name, reason)
  }
  return Object.fromEntries(checked)
}

function refusal(name: string, value: unknown): string | undefined {
  const lower = name.toLowerCase()
  if (reserved.has(lower) || lower.startsWith('access-control-')) return 'the gateway sets it'
  if (typeof value !== 'string') return 'its value is no string'
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
