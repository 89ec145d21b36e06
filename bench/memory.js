import { measure } from './measure.js'
import { residentMegabytes } from './servers.js'

const step = 100_000
const steps = 10

/** Sends a million calls and prints the resident memory after each tenth, and whether the second half grew. */
export async function watchMemory(server, workload) {
  const samples = []
  for (let count = 1; count <= steps; count++) {
    await measure(server, workload, { calls: step })
    samples.push(residentMegabytes(server.pid))
    process.stdout.write(`${String(count * step).padStart(9)} calls  ${samples.at(-1).toFixed(1)} MB\n`)
  }
  const half = samples.slice(steps / 2)
  const growth = slope(half) * (half.length - 1)
  process.stdout.write(`highest ${Math.max(...samples).toFixed(1)} MB; over the last half ${growth.toFixed(1)} MB\n`)
}

/** The slope of the straight line that fits figures at equal distances best, for each step. */
function slope(figures) {
  const middle = (figures.length - 1) / 2
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length
  const deviations = figures.map((figure, index) => ({ x: index - middle, y: figure - mean }))
  const products = deviations.reduce((sum, { x, y }) => sum + x * y, 0)
  return products / deviations.reduce((sum, { x }) => sum + x * x, 0)
}
