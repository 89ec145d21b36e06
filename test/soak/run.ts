import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { addMember } from '../support/add-member.js'
import { startAttackers } from './attackers.js'
import type { Soak } from './client.js'
import { type Deployment, deploy, type Shape } from './deployment.js'
import { spreadFaults } from './faults.js'
import { findLosses } from './losses.js'
import { watchMemory } from './memory.js'
import { startReaders } from './readers.js'
import { compareSlow } from './slow.js'
import { createTally } from './tally.js'
import { type Ledger, startWriters } from './writers.js'

const usage = 'npm run soak [-- --minutes N] [-- --nodes N | --workers N | --embedded | --slow]'

/** `npm run soak`; see docs/operations.md. */
async function main(): Promise<void> {
  const { minutes, shape, slow } = options()
  if (slow) {
    process.exitCode = (await compareSlow()) ? 0 : 1
    return
  }
  const duration = minutes * 60_000
  say(`starting: ${shape.kind}, ${shape.count}`)
  const deployment = await deploy(shape)
  try {
    process.exitCode = (await soak(deployment, duration)) ? 0 : 1
  } finally {
    await deployment.remove()
  }
}

/** Runs everybody for a while. @returns whether nothing was lost or accepted wrongly */
async function soak(deployment: Deployment, duration: number): Promise<boolean> {
  const tally = createTally()
  const ledger: Ledger = { uploads: new Map(), tags: new Map(), tokens: [] }
  let isOver = false
  const parts: Soak = { deployment, member: await addMember(deployment.place), tally, isOver: () => isOver }
  const start = performance.now()
  const tell = (text: string) =>
    say(
      `${Math.round((performance.now() - start) / 1000)} s, ${tally.calls} calls, ${tally.wrongs.length} wrong: ${text}`,
    )
  const progress = setInterval(() => tell('all is well'), 10_000)
  const memory = watchMemory(deployment.lasting)
  const readers = startReaders(parts, 8)
  const disturb = async () => {
    const faults = await spreadFaults(deployment, duration, tell)
    await setTimeout(Math.max(0, start + duration - performance.now()))
    isOver = true
    return { faults, growth: memory.end() }
  }
  const attackers = startAttackers(parts, readers.accepted)
  const [{ faults, growth }] = await Promise.all([disturb(), readers.done, attackers, startWriters(parts, ledger)])
  clearInterval(progress)
  tell('looking for what was acknowledged')
  await findLosses(parts, ledger)
  const codes = await deployment.stop()
  if (codes.some((code) => code !== 0))
    tally.wrong(`servers ended with ${codes.join(', ')} when they were told to stop`)
  report(parts, ledger, [...list('fault', faults), ...list('log', deployment.logged()), growth])
  return tally.wrongs.length === 0
}

function list(kind: string, counts: ReadonlyMap<string, number>): string[] {
  return [...counts].map(([name, count]) => `${kind}: ${name}, ${count} times`)
}

function report({ tally }: Soak, { uploads, tags, tokens }: Ledger, lines: readonly string[]): void {
  const words = [...tags.values()].reduce((sum, given) => sum + given.length, 0)
  const kept = `acknowledged: ${uploads.size} uploads, ${words} tags, ${tokens.length} tokens`
  const wrongs = new Map<string, number>()
  for (const wrong of tally.wrongs) wrongs.set(wrong, (wrongs.get(wrong) ?? 0) + 1)
  const verdict = wrongs.size === 0 ? ['Nothing was lost, and nothing accepted wrongly.'] : list('WRONG', wrongs)
  process.stdout.write([tally.table(), '', ...lines, kept, ...verdict, ''].join('\n'))
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function options(): { minutes: number; shape: Shape; slow: boolean } {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      nodes: { type: 'string' },
      workers: { type: 'string' },
      embedded: { type: 'boolean', default: false },
      slow: { type: 'boolean', default: false },
    },
  })
  const minutes = Number(values.minutes)
  const count = Number(values.workers ?? values.nodes ?? 3)
  const flags = [values.embedded, values.slow].filter(Boolean)
  const asked = [values.nodes, values.workers, ...flags].filter((one) => one !== undefined)
  if (!(minutes > 0) || !(Number.isInteger(count) && count > 0) || asked.length > 1) throw new Error(usage)
  const { slow } = values
  if (values.embedded) return { minutes, slow, shape: { kind: 'embedded', count: 1 } }
  return { minutes, slow, shape: { kind: values.workers === undefined ? 'nodes' : 'workers', count } }
}

void main()
