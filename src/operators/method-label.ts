import type { CallLine } from '../core/ports/call-log.js'

/**
 * The method of a call, of which there are only as many as the registry has: whatever was asked for and is no method
 * ended with 103, so all other names are of the registry. Undefined for those, and for what could not be read.
 */
export function methodName({ code, method }: Pick<CallLine, 'code' | 'method'>): string | undefined {
  return code === 103 ? undefined : method
}
