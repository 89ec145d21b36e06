import { checkSpec } from './check-definition.js'
import { checkNames } from './check-names.js'
import { checkPayloads } from './check-payloads.js'
import type { Dialect } from './dialect.js'
import type { MethodDescription } from './method-spec.js'
import type { PermissionKinds } from './permission-kinds.js'

/**
 * Checks whether dialects can serve methods: each by itself, their names together, and the envelopes of their answers.
 *
 * @throws TypeError that names a method with its mistake, or two methods that clash
 */
export function checkMethods(
  specs: readonly MethodDescription[],
  dialects: readonly Dialect[],
  kinds: PermissionKinds,
): void {
  const reserved = new Set(dialects.flatMap(({ credentials }) => [...credentials.reserved]))
  for (const spec of specs) checkSpec(spec, { reserved, kinds })
  for (const dialect of dialects) {
    checkNamesOf(dialect, specs)
    checkPayloads(dialect, specs)
  }
}

/** Checks the names of methods as a dialect calls them. An alias of a method that is not there counts not. @throws TypeError */
export function checkNamesOf({ aliases, signing }: Dialect, methods: readonly MethodDescription[]): void {
  const names = new Set(methods.map(({ name }) => name))
  const served = [...aliases].flatMap(([alias, name]) => (names.has(name) ? [{ name: alias }] : []))
  checkNames([...methods, ...served], signing?.methodLast === true)
}
