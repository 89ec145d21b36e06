import type { Exception } from '@opentelemetry/api'
import type { ApiError } from '../../core/api-error.js'

/**
 * Describes an internal fault for a trace: the class of its cause and the stack frames. The message of the cause appears only in
 * the log, under the id of the call, since errors may quote input.
 */
export function describeFailure(fault: ApiError): Exception {
  const cause = fault.cause ?? fault
  const name = isObject(cause) && 'name' in cause && typeof cause.name === 'string' ? cause.name : typeof cause
  const stack = isObject(cause) && 'stack' in cause && typeof cause.stack === 'string' ? cause.stack : ''
  return { name, message: fault.message, stack: [`${name}: ${fault.message}`, ...frames(stack)].join('\n') }
}

/** The frame lines of a stack. */
function frames(stack: string): string[] {
  return stack.split('\n').filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
