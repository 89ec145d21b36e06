import type { Dialect } from './dialect.js'
import type { MethodDescription } from './method-spec.js'
import { type ObjectShape, resolved, type Shape } from './schema/shape.js'

/**
 * Checks whether the envelopes of a dialect can hold the results of methods: their members stand beside those of the envelope.
 *
 * @throws TypeError that names the member and the dialect
 */
export function checkPayloads(
  { name, envelopes }: Pick<Dialect, 'name' | 'envelopes'>,
  methods: readonly MethodDescription[],
): void {
  const { reserved } = envelopes.payload
  for (const { result } of methods) {
    for (const { members, path } of objectsOf(result)) {
      const taken = members.find((member) => reserved.has(member.name))
      if (taken !== undefined) {
        throw new TypeError(`${path}.${taken.name} has a name that the envelopes of the dialect ${name} use; rename it`)
      }
    }
  }
}

/** The objects that a result may be. */
function objectsOf(result: Shape): readonly ObjectShape[] {
  const shape = resolved(result)
  if (shape.kind === 'union') return shape.branches
  return shape.kind === 'object' ? [shape] : []
}
