import { observe, startTimes, type Times } from './times.js'

/** The calls of one method over one protocol of one dialect. */
export interface CallSeries {
  readonly dialect: string
  readonly protocol: string
  /** Undefined for unknown methods, and for calls that could not be parsed. */
  readonly method: string | undefined
  /** How many calls ended with each code. */
  readonly codes: Map<number, number>
  readonly times: Times
}

/** What {@link CallTable} records about a call. */
export interface RecordedCall extends Pick<CallSeries, 'dialect' | 'protocol' | 'method'> {
  readonly code: number
  readonly seconds: number
}

/** All calls, counted and timed once; each metric adds up the series that share its labels when it is scraped. */
export class CallTable {
  /** By method, then dialect and protocol; methods are the most, so the first lookup narrows it down most. */
  readonly #series = new Map<string | undefined, CallSeries[]>()

  /** Records a call. */
  add({ dialect, protocol, method, code, seconds }: RecordedCall): void {
    const { codes, times } = this.#find(dialect, protocol, method) ?? this.#begin(dialect, protocol, method)
    codes.set(code, (codes.get(code) ?? 0) + 1)
    observe(times, seconds)
  }

  *[Symbol.iterator](): Generator<CallSeries> {
    for (const series of this.#series.values()) yield* series
  }

  /** A method has a series for each of a few protocols, so a search takes less than another lookup. */
  #find(dialect: string, protocol: string, method: string | undefined): CallSeries | undefined {
    const ofMethod = this.#series.get(method)
    if (ofMethod === undefined) return undefined
    for (const series of ofMethod) if (series.protocol === protocol && series.dialect === dialect) return series
    return undefined
  }

  #begin(dialect: string, protocol: string, method: string | undefined): CallSeries {
    const series: CallSeries = { dialect, protocol, method, codes: new Map(), times: startTimes() }
    const ofMethod = this.#series.get(method) ?? []
    this.#series.set(method, ofMethod)
    ofMethod.push(series)
    return series
  }
}
