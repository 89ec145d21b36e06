import { parseArgs } from 'node:util'
import { hasWrk, nameOfLoad, readLoad, usualLoad } from './loads.js'
import { hasNginx } from './nginx.js'
import { tables } from './participants.js'
import { hasRedis } from './redis.js'
import { notHere } from './scaling.js'

const { values } = parseArgs({
  options: {
    memory: { type: 'boolean', default: false },
    start: { type: 'boolean', default: false },
    snapshot: { type: 'boolean', default: false },
    turns: { type: 'string', default: '15' },
    starts: { type: 'string', default: '3' },
    only: { type: 'string' },
    rows: { type: 'string', default: Object.keys(tables).join(',') },
    load: { type: 'string' },
  },
})

const usual = `W1,W2,W3,W4,W5m,W5r,W6,W7${notHere === undefined ? ',W8' : ''},G1,G2`
/** The workloads that are no column of a table. */
const apart = ['W8', 'G1', 'G2']

/** Whether resident memory is watched in place of all else. */
export const watchesMemory = values.memory

/** Whether the start and the memory of an idle gateway are measured in place of all else. */
export const watchesStart = values.start

/** Whether a large service behind the gateway is measured in place of all else. */
export const watchesSnapshot = values.snapshot

export const turns = Number(values.turns)

/** The turns after each start of the servers of a table, all of them together as many as were asked for. */
export const turnsOfStarts = shares(turns, Math.min(turns, Number(values.starts)))

/** The workloads that were asked for, all of them unless some are named. */
export const asked = (values.only ?? usual).split(',')

/** The workloads that need Redis. */
export const needRedis = ['W5r', 'W6', 'W8']

/** The workloads that need nginx. */
export const needNginx = ['W7']

/** The programs that are not here, each with the workloads that were asked for and need it. */
const lacks = [
  { program: 'redis-server', lacking: hasRedis() ? [] : asked.filter((workload) => needRedis.includes(workload)) },
  { program: 'nginx', lacking: hasNginx() ? [] : asked.filter((workload) => needNginx.includes(workload)) },
]

/** The workloads that were asked for and cannot be measured here. */
export const missing = lacks.flatMap(({ lacking }) => lacking)

/** A line for each program that is not here. */
export const missingLines = lacks
  .filter(({ lacking }) => lacking.length > 0)
  .map(({ program, lacking }) => `${program} is missing: no ${lacking.join(', ')}.\n`)

/** The workloads of the tables. */
export const chosen = asked.filter((workload) => !missing.includes(workload) && !apart.includes(workload))

/**
 * The tables that were asked for, each with its name and its loads.
 *
 * @throws Error for a table or a load that there is not
 */
export function chosenTables() {
  return values.rows.split(',').map((name) => {
    const table = tables[name]
    if (table === undefined) throw new Error(`${name} is no table: there are ${Object.keys(tables).join(' and ')}`)
    return { ...table, name, loads: loadsOf(table) }
  })
}

function loadsOf(table) {
  if (values.load !== undefined) return values.load.split(',').map(readLoad)
  const known = table.loads.filter((name) => !name.startsWith('wrk-') || hasWrk())
  return (known.length > 0 ? known : [nameOfLoad(usualLoad)]).map(readLoad)
}

/** Divides turns among starts as evenly as they go. */
function shares(whole, parts) {
  return Array.from({ length: parts }, (_, part) => Math.floor((whole + part) / parts))
}
