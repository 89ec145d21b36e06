import { Histogram, type Registry } from 'prom-client'

const described = {
  name: 'babelgate_call_duration_seconds',
  help: 'How long calls take, from the first byte of the head to the answer.',
}

/** Upper bounds in seconds: most calls are answered within a millisecond, a few wait for a store for two seconds. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What was observed of one protocol: how many calls fell into each bucket, the last being those beyond every bound. */
interface Times {
  readonly buckets: number[]
  sum: number
}

/** A histogram of how long calls take, by protocol. It counts by itself, since prom-client's takes ten times as long. */
export class CallTimes extends Histogram<'protocol' | 'le'> {
  readonly #times = new Map<string, Times>()

  constructor(register: Registry) {
    super({ ...described, labelNames: ['protocol'], registers: [register] })
  }

  /** Takes note of one call. */
  add(protocol: string, seconds: number): void {
    const times = this.#times.get(protocol) ?? this.#begin(protocol)
    let bucket = 0
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket++
    times.buckets[bucket] = (times.buckets[bucket] ?? 0) + 1
    times.sum += seconds
  }

  /** What both the text and the JSON of a registry are made from; the types do not declare it, a test holds it. */
  async getForPromString() {
    const values = [...this.#times].flatMap(([protocol, times]) => samples(protocol, times))
    return { ...described, type: 'histogram', aggregator: 'sum', values }
  }

  #begin(protocol: string): Times {
    const times: Times = { buckets: new Array<number>(bounds.length + 1).fill(0), sum: 0 }
    this.#times.set(protocol, times)
    return times
  }
}

/** The samples of one protocol; each bucket counts those below it too. */
function samples(protocol: string, { buckets, sum }: Times) {
  const { name } = described
  const sharedLabels = { protocol }
  let count = 0
  const cumulative = buckets.map((calls, index) => {
    count += calls
    return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? '+Inf' }, sharedLabels, value: count }
  })
  return [
    ...cumulative,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
  ]
}
