import { Histogram, type Registry } from 'prom-client'
import { addTimes, bounds, startTimes, type Times } from './times.js'

/** The options of a histogram with one label. */
export interface TimesOptions {
  readonly name: string
  readonly help: string
  /** The name of the label. */
  readonly label: string
  /** Reads all observations, by the value of the label; those of one value are added up. */
  readonly read: () => Iterable<readonly [value: string, times: Times]>
}

/** A histogram of call durations that were observed elsewhere, since an observation by prom-client's takes ten times as long. */
export class CallTimes extends Histogram<string> {
  readonly #options: TimesOptions

  constructor(register: Registry, options: TimesOptions) {
    const { name, help, label } = options
    super({ name, help, labelNames: [label], registers: [register] })
    this.#options = options
  }

  /** The method that prom-client's registry calls for text and JSON; its types do not declare it, so a test covers it. */
  async getForPromString() {
    const { name, help, label, read } = this.#options
    const values = [...addedUp(read())].flatMap(([value, times]) => samples(name, { [label]: value }, times))
    return { name, help, type: 'histogram', aggregator: 'sum', values }
  }
}

function addedUp(all: Iterable<readonly [value: string, times: Times]>): ReadonlyMap<string, Times> {
  const byValue = new Map<string, Times>()
  for (const [value, times] of all) {
    const sum = byValue.get(value) ?? startTimes()
    byValue.set(value, sum)
    addTimes(sum, times)
  }
  return byValue
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
