import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startChild } from '../support/child.js'
import type { Deployment } from './deployment.js'

/** Something that goes wrong for a while. */
interface Fault {
  readonly name: string
  /** Resolves when it is over. */
  happen(): Promise<void>
}

/** How long a store does not answer, and how long everything is well between two faults, in milliseconds. */
const outage = 3000
const calm = 4000

/** A Redis that was started anew makes calls by OAuth wait for a minute, so that happens once in five. */
const rarity = 300_000

/**
 * Lets one fault after the other happen.
 *
 * @param duration how long, in milliseconds; the last one ends before that
 * @returns how many of each there were
 */
export async function spreadFaults(
  deployment: Deployment,
  duration: number,
  report: (fault: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const start = performance.now()
  const elapsed = () => performance.now() - start
  const rare = rareFault(deployment)
  let nextRare = Math.min(duration, rarity) * 0.7
  for (let turn = 0; elapsed() < duration - 2 * outage - calm; ) {
    const isTime = rare !== undefined && elapsed() > nextRare
    if (isTime) nextRare += rarity
    const usual = usualFaults(deployment, elapsed() > duration / 2)
    const fault = isTime ? rare : usual[turn++ % usual.length]
    if (fault === undefined) break
    await setTimeout(calm)
    report(fault.name)
    await fault.happen()
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1)
  }
  return counts
}

/** In the second half the memory of one process is watched, so where there is no other it lives on. */
function usualFaults(deployment: Deployment, isLate: boolean): readonly Fault[] {
  const { redis, database, shape } = deployment
  const kill: Fault = {
    name: shape.kind === 'workers' ? 'a worker is killed' : 'a node is killed',
    happen: deployment.kill,
  }
  const locked = lockedFile(deployment)
  if (redis === undefined || database === undefined) return isLate ? [locked] : [kill, locked]
  return [
    kill,
    {
      name: 'Redis is stalled',
      happen: () =>
        during(
          () => redis.stall(),
          () => redis.resume(),
        ),
    },
    kill,
    {
      name: 'PostgreSQL is stalled',
      happen: () =>
        during(
          () => database.stall(),
          () => database.resume(),
        ),
    },
    kill,
    { name: 'PostgreSQL crashes', happen: () => database.crash() },
  ]
}

/** Redis ends, and what it knew is gone. */
function rareFault({ redis }: Deployment): Fault | undefined {
  if (redis === undefined) return undefined
  return {
    name: 'Redis is killed',
    happen: () =>
      during(
        () => redis.kill(),
        () => redis.start(),
      ),
  }
}

function lockedFile({ place }: Deployment): Fault {
  return {
    name: 'the database file is locked',
    happen: () => startChild('lock-file', join(place.dataDir, 'babelgate.db'), String(outage)).ended(),
  }
}

async function during(begin: () => unknown, end: () => unknown): Promise<void> {
  await begin()
  await setTimeout(outage)
  await end()
}
