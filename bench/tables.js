import { median } from './measure.js'

/** The share of its core below which a server was waiting for something else. */
const pressed = 0.97

/**
 * Prints the tables of one load: ratios to the first row, how many times as fast the subject is as each row, and who had
 * time to spare. A cell holds calls a second by the clock, then by processor time.
 *
 * @param results the figures of every turn, by the row's name and the workload
 * @param subject the row of the gateway that the others are compared with
 * @param own the names of all rows of the gateway
 */
export function printTables(results, workloads, { title, subject, own }) {
  const [[limit, limits]] = results
  print(`\n${title}: calls a second, as ratios to ${limit}, by the clock and by processor time\n`)
  printRows(workloads, results, (figures, workload) => ratioCell(figures, limits, workload))
  print(`\nHow many times as fast as each row ${subject} is, by the clock and by processor time:\n`)
  const rivals = [...results].filter(([name]) => !own.includes(name))
  printRows(workloads, rivals, (figures, workload) => ratioCell(results.get(subject), figures, workload))
  printStarts(workloads, results, subject)
  printIdle(workloads, results)
}

/** Prints what a row came to after each start, where there were several. */
function printStarts(workloads, results, subject) {
  const [[limit, limits]] = results
  const count = 1 + Math.max(...[...limits.values()].flat().map(({ start }) => start))
  if (count < 2) return
  print(`\n${subject} as a ratio to ${limit}, after each start of the servers:\n`)
  const rows = Array.from({ length: count }, (_, start) => [
    `start ${start + 1}`,
    mapOfStart(results.get(subject), start),
    mapOfStart(limits, start),
  ])
  printRows(workloads, rows, (figures, workload, others) => ratioCell(figures, others, workload))
}

/** The turns of one start, by workload. */
function mapOfStart(figures, start) {
  return new Map(Array.from(figures, ([workload, turns]) => [workload, turns.filter((turn) => turn.start === start)]))
}

/** The rows that were not at the whole of their core, which the ratios by the clock leave out of sight. */
function printIdle(workloads, results) {
  const isIdle = (figures) => workloads.some((workload) => busyOf(figures, workload) < pressed)
  const idle = [...results].filter(([, figures]) => isIdle(figures))
  if (idle.length === 0) return
  print(`\n* The server used less than ${percent(pressed)} of its core; what it used:\n`)
  printRows(workloads, idle, (figures, workload) => {
    const busy = busyOf(figures, workload)
    return busy < pressed ? `${percent(busy)} ` : ''
  })
}

function printRows(workloads, rows, cellOf) {
  const line = (name, cells) => `${[name.padEnd(23), ...cells.map((cell) => cell.padStart(12))].join('').trimEnd()}\n`
  print(line('server', workloads.map(headerCell)))
  for (const [name, figures, others] of rows)
    print(
      line(
        name,
        workloads.map((workload) => cellOf(figures, workload, others)),
      ),
    )
}

function headerCell(workload) {
  return `${workload}     `
}

/**
 * How many times as fast one server is as another one, with a mark where either was waiting. Each turn is held against the
 * other's turn of the same moment, since the machine itself is faster in one moment than in another.
 */
function ratioCell(figures, others, workload) {
  const turns = figures.get(workload)
  const theirs = others.get(workload)
  if (turns === undefined || theirs === undefined) return '-     '
  const ratio = (speed) => median(turns.map((turn, index) => speed(turn) / speed(theirs[index]))).toFixed(2)
  const mark = Math.min(busyOf(figures, workload), busyOf(others, workload)) < pressed ? '*' : ' '
  return `${ratio(byClock)} ${ratio(byProcessor)}${mark}`
}

/** The share of its core that a server used; undefined where it was not measured. */
function busyOf(figures, workload) {
  const turns = figures.get(workload)
  return turns === undefined ? undefined : median(turns.map(({ used, seconds }) => used / seconds))
}

function byClock({ calls, seconds }) {
  return calls / seconds
}

function byProcessor({ calls, used }) {
  return calls / used
}

function percent(share) {
  return `${Math.round(100 * share)} %`
}

function print(text) {
  process.stdout.write(text)
}
