import { Cluster, Redis } from 'ioredis'

/**
 * How often to ask: V8 takes note of what code asks for only once that code has run for a while. Some twenty times are
 * enough.
 */
const TIMES = 1000

/**
 * ioredis derives a class from `String`. From then on V8 keeps the methods of all texts in a dictionary, and whatever
 * asks a text for `charCodeAt`, `slice` or `indexOf` looks there by name, even in code that is compiled: in
 * profiles nothing of an envelope cost more. Texts themselves never lead V8 to think again, but an object that wraps one does.
 */
function makeTextsFast(): void {
  const wrapped: unknown = Object('')
  for (let time = 0; time < TIMES; time++) if (wrapped instanceof String) wrapped.charCodeAt(0)
}

makeTextsFast()

export { Cluster, Redis }
