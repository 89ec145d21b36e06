import { existsSync, readFileSync } from 'node:fs'

/** What a process had in memory, over time. */
export interface MemoryWatch {
  /** Ends it. @returns a line to print */
  end(): string
}

/** Watches the resident memory of processes together, once a second. @param pids asked anew each time */
export function watchMemory(pids: () => readonly number[]): MemoryWatch {
  const samples: number[] = []
  const timer = setInterval(() => {
    const figures = pids().map(megabytes)
    if (figures.every((figure) => figure > 0)) samples.push(figures.reduce((sum, figure) => sum + figure, 0))
  }, 1000)
  return {
    end() {
      clearInterval(timer)
      const half = samples.slice(Math.floor(samples.length / 2))
      const highest = Math.max(...samples).toFixed(0)
      return `memory: at most ${highest} MB; ${(slope(half) * 60).toFixed(1)} MB a minute over the second half`
    },
  }
}

/** The resident memory of a process; 0 for one that was just killed. */
function megabytes(pid: number): number {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return 0
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024
}

/** The slope of the straight line that fits figures at equal distances best, for each step. */
function slope(figures: readonly number[]): number {
  const middle = (figures.length - 1) / 2
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length
  const products = figures.reduce((sum, figure, index) => sum + (index - middle) * (figure - mean), 0)
  return products / figures.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
}
