import { measure, median } from './measure.js'
import { pinned } from './servers.js'

/** Seconds that a server is measured before it is the next one's turn. */
const turn = 1

/**
 * Measures every server with every workload and prints one table of ratios to the first server. Within a round the
 * servers take short turns, so that whatever else the machine does meets all of them alike.
 */
export async function compare(servers, calls, { seconds, rounds }) {
  const results = new Map(servers.map(({ name }) => [name, { W1: [], W2: [] }]))
  for (const [workload, paths] of Object.entries(calls)) {
    await checkAnswers(servers, paths[0])
    for (const server of servers) await measure(server, paths, { seconds: 2 * turn })
    for (let round = 0; round < rounds; round++) {
      const figures = await measureRound(servers, paths, seconds)
      for (const [name, figure] of figures) results.get(name)[workload].push(figure)
    }
  }
  printTable(results)
}

async function measureRound(servers, paths, seconds) {
  const sums = new Map(servers.map(({ name }) => [name, { calls: 0, seconds: 0, used: 0 }]))
  for (let time = 0; time < seconds; time += turn) {
    for (const server of rotated(servers, time)) {
      const result = await measure(server, paths, { seconds: turn })
      const sum = sums.get(server.name)
      for (const key of Object.keys(sum)) sum[key] += result[key]
    }
  }
  return sums
}

/** Turns begin with another server each time, so that none always runs at the same moment. */
function rotated(servers, by) {
  const first = by % servers.length
  return [...servers.slice(first), ...servers.slice(0, first)]
}

/** Servers that do not answer alike cannot be compared. */
async function checkAnswers(servers, path) {
  const [expected, ...others] = await Promise.all(servers.map((server) => answerOf(server, path)))
  for (const other of others) {
    if (other.text !== expected.text) {
      throw new Error(`${other.name} answers\n${other.text}\nbut ${expected.name} answers\n${expected.text}`)
    }
  }
}

async function answerOf({ name, url }, path) {
  const response = await fetch(url + path)
  const body = (await response.text()).replace(/"at":"\d+"/, '"at":"…"')
  const headers = [...response.headers].filter(([header]) => !['connection', 'date', 'keep-alive'].includes(header))
  return { name, text: [response.status, ...headers.map((header) => header.join(': ')), body].join('\n') }
}

function printTable(results) {
  const limit = results.values().next().value
  const rows = [...results].map(([name, figures]) => [
    name,
    ...['W1', 'W2'].flatMap((workload) => [
      (speed(figures[workload]) / speed(limit[workload])).toFixed(2),
      `${Math.round(100 * median(figures[workload].map(({ used, seconds }) => used / seconds)))} %`,
    ]),
  ])
  const table = [['server', 'W1', 'busy', 'W2', 'busy'], ...rows]
  for (const [name, ...cells] of table) {
    process.stdout.write(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(8)).join('')}\n`)
  }
  if (!pinned) process.stdout.write('taskset is missing or there is one core only: nothing was bound to a core.\n')
}

/** Calls for each second of processor time: what the server could do with its core to itself. */
function speed(figures) {
  return median(figures.map(({ calls, used }) => calls / used))
}
