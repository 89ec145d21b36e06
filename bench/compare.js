import { measure } from './measure.js'
import { createSigner } from './sign.js'

/** How often a turn is taken in all where calls fail in it. */
const attempts = 3

/** Seconds that a server is measured before it is the next one's turn. */
const seconds = 1

/**
 * Measures every server with the workloads that it knows. They take short turns, so that whatever else the machine does
 * meets all of them alike.
 *
 * @param workloads the calls by the name of the workload
 * @param loads by each of which every workload is measured
 * @param turns how often each is measured
 * @param alike whether all must send the same headers
 * @returns for each load the figures of every turn, by the row's name and the workload
 */
export async function compare(servers, workloads, { loads, turns, alike }) {
  const results = loads.map(() => new Map(servers.map(({ name }) => [name, new Map()])))
  for (const [name, workload] of Object.entries(workloads)) {
    const able = servers.filter(({ does }) => does.includes(name))
    await checkAnswers(able, workload, alike)
    for (const [index, load] of loads.entries()) {
      const figures = await takeTurns(able, workload, { load, turns })
      for (const [row, turnsOfRow] of figures) results[index].get(row).set(name, turnsOfRow)
    }
  }
  return results
}

/**
 * Joins the results of several starts of the servers, load by load. Each turn says to which start it belongs.
 *
 * @param starts what {@link compare} returned for each
 */
export function joinStarts([first, ...others]) {
  const ofStart = (turns, start) => turns.map((turn) => ({ ...turn, start }))
  const joined = (turns, load, row, workload) => [
    ...ofStart(turns, 0),
    ...others.flatMap((results, index) => ofStart(results[load].get(row).get(workload), index + 1)),
  ]
  return first.map((rows, load) =>
    mapValues(rows, (row, name) => mapValues(row, (turns, workload) => joined(turns, load, name, workload))),
  )
}

function mapValues(map, convert) {
  return new Map(Array.from(map, ([key, value]) => [key, convert(value, key)]))
}

/** Warms every server up, then measures them by turns. */
async function takeTurns(servers, workload, { load, turns }) {
  const figures = new Map(servers.map(({ name }) => [name, []]))
  for (const server of servers) await takeTurn(server, workload, { seconds: 2 * seconds, load })
  for (let turn = 0; turn < turns; turn++) {
    for (const server of rotated(servers, turn)) {
      figures.get(server.name).push(await takeTurn(server, workload, { seconds, load }))
    }
  }
  return figures
}

/**
 * Takes a turn again in which calls failed, and says so: a neighbour may have stopped Redis for longer than the gateway waits.
 *
 * @throws Error where calls fail every time
 */
async function takeTurn(server, workload, extent, attempt = 1) {
  try {
    return await measure(server, workload, extent)
  } catch (error) {
    if (attempt === attempts) throw error
    process.stderr.write(`${error.message}; the turn is taken again.\n`)
    return takeTurn(server, workload, extent, attempt + 1)
  }
}

/** Turns begin with another server each time, so that none always runs at the same moment. */
function rotated(servers, by) {
  const first = by % servers.length
  return [...servers.slice(first), ...servers.slice(0, first)]
}

/**
 * Servers that do not answer alike cannot be compared. Every call is sent twice, which a signed one must not be: there
 * they have to agree on how to refuse it. The very first call only has to carry the headers of its row, since a server may
 * still be connecting.
 */
async function checkAnswers(servers, { requests, consumer, essence }, alike) {
  const answers = servers.map(async ({ name, url, carries }) => {
    const sign = createSigner(consumer, url)
    const send = ({ path, ...init }) => fetch(url + path, init)
    const { headers } = await send(sign(requests[0]))
    if (carries !== undefined && !headers.has(carries)) throw new Error(`${name} sends no header ${carries}`)
    const call = sign(requests[0])
    const first = await essence(await send(call), alike)
    return { name, text: `${first}\n${await essence(await send(call), alike)}` }
  })
  const [expected, ...others] = await Promise.all(answers)
  for (const other of others) {
    if (other.text !== expected.text) {
      throw new Error(`${other.name} answers\n${other.text}\nbut ${expected.name} answers\n${expected.text}`)
    }
  }
}
