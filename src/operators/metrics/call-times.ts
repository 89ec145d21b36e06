import { Histogram, type Registry } from 'prom-client'

/** The options of a histogram with one label. */
export interface TimesOptions {
  readonly name: string
  readonly help: string
  /** The name of the label. */
  readonly label: string
}

/** The upper bounds of the buckets in seconds: most calls take less than a millisecond, a few wait two seconds for a store. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The observations of one label value: the number of calls in each bucket, the last one (`+Inf`) without an upper bound. */
interface Times {
  readonly buckets: number[]
  sum: number
}

/** A histogram of call durations. It has its own buckets, since an observation by prom-client's takes ten times as long. */
export class CallTimes extends Histogram<string> {
  readonly #times = new Map<string, Times>()

  readonly #options: TimesOptions

  constructor(register: Registry, options: TimesOptions) {
    const { name, help, label } = options
    super({ name, help, labelNames: [label], registers: [register] })
    this.#options = options
  }

  /** Observes one call. @param value the value of the label */
  add(value: string, seconds: number): void {
    const times = this.#times.get(value) ?? this.#begin(value)
    let bucket = 0
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket++
    times.buckets[bucket] = (times.buckets[bucket] ?? 0) + 1
    times.sum += seconds
  }

  /** The method that prom-client's registry calls for text and JSON; its types do not declare it, so a test covers it. */
  async getForPromString() {
    const { name, help, label } = this.#options
    const values = [...this.#times].flatMap(([value, times]) => samples(name, { [label]: value }, times))
    return { name, help, type: 'histogram', aggregator: 'sum', values }
  }

  #begin(value: string): Times {
    const times: Times = { buckets: new Array<number>(bounds.length + 1).fill(0), sum: 0 }
    this.#times.set(value, times)
    return times
  }
}

/** The samples of one label value; buckets are cumulative. */
function samples(name: string, sharedLabels: Readonly<Record<string, string>>, { buckets, sum }: Times) {
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
