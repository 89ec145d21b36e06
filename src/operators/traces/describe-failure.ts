import type { Exception } from '@opentelemetry/api'
import type { ApiError } from '../../core/api-error.js'

/**
 * What a trace may tell of a fault that is ours: the class of its cause and the places that it came by. The words of the
 * cause stay in the log, under the id of the call, since errors quote what they were given.
 */
export function describeFailure(fault: ApiError): Exception {
  const cause = fault.cause ?? fault
  const name = isObject(cause) && 'name' in cause && typeof cause.name === 'string' ? cause.name : typeof cause
  const stack = isObject(cause) && 'stack' in cause && typeof cause.stack === 'string' ? cause.stack : ''
  return { name, message: fault.message, stack: [`${name}: ${fault.message}`, ...frames(stack)].join('\n') }
}

/** The lines of a stack that name places. */
function frames(stack: string): string[] {
  return stack.split('\n').filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
