import { measure, median } from './measure.js'
import { ours } from './participants.js'
import { pinned } from './servers.js'
import { createSigner } from './sign.js'

/** Seconds that a server is measured before it is the next one's turn. */
const seconds = 1

/**
 * Measures every server with the workloads that it knows, and prints a table of ratios to the first one and a table of how
 * many times as fast ours is. They take short turns, so that whatever else the machine does meets all of them alike.
 *
 * @param turns how often each is measured
 */
export async function compare(servers, workloads, turns) {
  const results = new Map(servers.map(({ name }) => [name, new Map()]))
  for (const [name, workload] of Object.entries(workloads)) {
    const able = servers.filter(({ does }) => does.includes(name))
    await checkAnswers(able, workload)
    for (const server of able) {
      await measure(server, workload, { seconds: 2 * seconds })
      results.get(server.name).set(name, [])
    }
    for (let time = 0; time < turns; time++) {
      for (const server of rotated(able, time)) {
        results
          .get(server.name)
          .get(name)
          .push(await measure(server, workload, { seconds }))
      }
    }
  }
  printTables(results, Object.keys(workloads))
}

/** Turns begin with another server each time, so that none always runs at the same moment. */
function rotated(servers, by) {
  const first = by % servers.length
  return [...servers.slice(first), ...servers.slice(0, first)]
}

/**
 * Servers that do not answer alike cannot be compared. Every call is sent twice, which a signed one must not be: there
 * they have to agree on how to refuse it. The very first call is not looked at, since a server may still be connecting.
 */
async function checkAnswers(servers, { requests, consumer, essence }) {
  const answers = servers.map(async ({ name, url }) => {
    const sign = createSigner(consumer, url)
    const ask = async ({ path, ...init }) => essence(await fetch(url + path, init))
    await ask(sign(requests[0]))
    const call = sign(requests[0])
    return { name, text: `${await ask(call)}\n${await ask(call)}` }
  })
  const [expected, ...others] = await Promise.all(answers)
  for (const other of others) {
    if (other.text !== expected.text) {
      throw new Error(`${other.name} answers\n${other.text}\nbut ${expected.name} answers\n${expected.text}`)
    }
  }
}

function printTables(results, workloads) {
  printRatios(results, workloads)
  printTimes(results, workloads)
  if (!pinned) process.stdout.write('taskset is missing or there is one core only: nothing was bound to a core.\n')
}

function printRatios(results, workloads) {
  const [limit] = results.values()
  const header = ['server', ...workloads.flatMap((workload) => [workload, 'busy'])]
  printRows([header, ...[...results].map(([name, figures]) => [name, ...cells(figures, limit, workloads)])])
}

function printTimes(results, workloads) {
  const [{ name: subject }] = ours
  const own = results.get(subject)
  const rivals = [...results].filter(([name]) => ours.every((one) => one.name !== name))
  const rows = rivals.map(([name, figures]) => [name, ...workloads.map((workload) => timesOf(own, figures, workload))])
  process.stdout.write(`\nHow many times as fast ${subject} is, turn by turn:\n`)
  printRows([['server', ...workloads], ...rows])
}

function printRows(rows) {
  for (const [name, ...columns] of rows) {
    process.stdout.write(`${name.padEnd(24)}${columns.map((column) => column.padStart(8)).join('')}\n`)
  }
}

/** What a server could do with its core to itself, as ratios to the limit, and the share of the core that it used. */
function cells(figures, limit, workloads) {
  return workloads.flatMap((workload) => {
    const turns = figures.get(workload)
    if (turns === undefined) return ['-', '']
    const busy = median(turns.map(({ used, seconds }) => used / seconds))
    return [timesOf(figures, limit, workload), `${Math.round(100 * busy)} %`]
  })
}

/**
 * How many times as fast one server is as another one. Each turn is held against the other's turn of the same moment,
 * since the machine itself is faster in one moment than in another.
 */
function timesOf(figures, others, workload) {
  const turns = figures.get(workload)
  const theirs = others.get(workload)
  if (turns === undefined || theirs === undefined) return '-'
  return median(turns.map((figure, turn) => speed(figure) / speed(theirs[turn]))).toFixed(2)
}

/** Calls for each second of processor time. */
function speed({ calls, used }) {
  return calls / used
}
