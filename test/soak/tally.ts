/** What came of a call: the code of its fault, 0 for an answer, undefined where none came. */
export type Code = number | undefined

interface Row {
  calls: number
  answers: number
  refusals: number
  unavailable: number
  errors: number
  silent: number
  readonly times: number[]
}

/** Counts what came of calls, and keeps what must not have happened. */
export interface Tally {
  /** Makes a call and counts it under a name. */
  count(name: string, call: () => Promise<Code>): Promise<Code>
  /** Notes what must not have happened. */
  wrong(what: string): void
  readonly wrongs: readonly string[]
  readonly calls: number
  /** The table, a line a name. */
  table(): string
}

const columns = ['calls', 'answers', 'refused', '503', 'errors', 'silent', 'p50 ms', 'p99 ms']

/** Starts with nothing. */
export function createTally(): Tally {
  const rows = new Map<string, Row>()
  const wrongs: string[] = []
  const rowOf = (name: string): Row => {
    const row = rows.get(name) ?? { calls: 0, answers: 0, refusals: 0, unavailable: 0, errors: 0, silent: 0, times: [] }
    rows.set(name, row)
    return row
  }
  return {
    wrongs,
    get calls() {
      return [...rows.values()].reduce((sum, { calls }) => sum + calls, 0)
    },
    wrong: (what) => void wrongs.push(what),
    async count(name, call) {
      const row = rowOf(name)
      const since = performance.now()
      const code = await call()
      row.calls++
      if (code === undefined) row.silent++
      else if (code === 0) row.answers++
      else if (code === 500) row.errors++
      else if (code === 503) row.unavailable++
      else row.refusals++
      if (code === 0) row.times.push(performance.now() - since)
      if (code === 500) wrongs.push(`${name}: an error that nobody foresaw (code 500)`)
      return code
    },
    table() {
      const lines = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, row]) => [name, ...cells(row)])
      return [['', ...columns], ...lines].map(format).join('\n')
    },
  }
}

function cells({ calls, answers, refusals, unavailable, errors, silent, times }: Row): string[] {
  const sorted = times.sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.floor(part * sorted.length)]?.toFixed(1) ?? '-'
  return [...[calls, answers, refusals, unavailable, errors, silent].map(String), at(0.5), at(0.99)]
}

function format([name = '', ...figures]: readonly string[]): string {
  return name.padEnd(28) + figures.map((figure) => figure.padStart(9)).join('')
}
