import { spawnSync } from 'node:child_process'

/** The load unless another one is named: enough to keep one core busy, few enough not to measure the queue. */
export const usualLoad = { generator: 'autocannon', connections: 32 }

/** Whether wrk is here. It exits with 1 when it prints its version, so only a failure to start counts. */
export function hasWrk() {
  return spawnSync('wrk', ['-v']).error === undefined
}

/**
 * Reads the name of a load such as `wrk-64`.
 *
 * @throws Error for a generator that there is none of, here or at all
 */
export function readLoad(name) {
  const [, generator, connections] = /^(autocannon|wrk)-([1-9]\d{0,3})$/.exec(name) ?? []
  if (generator === undefined) throw new Error(`${name} is no load such as autocannon-32 or wrk-64`)
  if (generator === 'wrk' && !hasWrk()) throw new Error(`${name} needs wrk: install it, or name a load of autocannon`)
  return { generator, connections: Number(connections) }
}

/** The name of a load, as {@link readLoad} reads it. */
export function nameOfLoad({ generator, connections }) {
  return `${generator}-${connections}`
}
