import { Cluster, Redis } from 'ioredis'

/** How often the loop runs: V8 collects type feedback only after a function has run for a while; about twenty suffice. */
const TIMES = 1000

/**
 * Restores V8's fast properties of `String.prototype`. ioredis derives a class from `String`, which puts the prototype into
 * dictionary mode; then `charCodeAt`, `slice` and `indexOf` of every string are looked up by name, even in optimised
 * code, which was the largest cost in profiles of parsing envelopes. A method call on a String object makes the
 * prototype fast again; calls on primitive strings do not. Unnecessary once ioredis no longer extends `String`.
 */
function restoreStringPrototype(): void {
  const stringObject: unknown = Object('')
  for (let time = 0; time < TIMES; time++) if (stringObject instanceof String) stringObject.charCodeAt(0)
}

restoreStringPrototype()

export { Cluster, Redis }
