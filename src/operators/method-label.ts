import type { CallLine } from '../core/ports/call-log.js'

/**
 * The method of a call as a label or span name. It bounds the cardinality: unknown methods end with 103, so every other name is
 * in the catalog. Undefined for unknown methods, and for calls that could not be parsed.
 */
export function methodLabel({ code, method }: Pick<CallLine, 'code' | 'method'>): string | undefined {
  return code === 103 ? undefined : method
}
