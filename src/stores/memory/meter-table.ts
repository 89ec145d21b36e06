import type { Limit } from '../../core/limits/limit.js'
import { Meter } from '../../core/limits/meter.js'
import type { Bucket, Subject } from '../../core/ports/admission.js'
import { limitsText } from '../counter-name.js'

/** The meters of one bucket, in the order of its limits. */
export type Meters = readonly Meter[]

/** The meters of the buckets with one subject and the same limits, by key. */
type Group = Map<string, Meters>

/** The meters of all buckets. Changed limits begin with new meters. */
export class MeterTable {
  /** The groups by the text of their limits, then by subject. */
  readonly #byText = new Map<string, Map<Subject, Group>>()
  /** The same by the list of limits, so that no call formats any. */
  readonly #byLimits = new WeakMap<readonly Limit[], Map<Subject, Group>>()

  /** The meters of a bucket; full where there were none. */
  of({ subject, key, limits }: Bucket): Meters {
    const group = this.#byLimits.get(limits)?.get(subject) ?? this.#open(subject, limits)
    const known = group.get(key)
    if (known !== undefined) return known
    const meters = limits.map((limit) => new Meter(limit))
    group.set(key, meters)
    return meters
  }

  /** Deletes the meters that are full again. @param now Unix microseconds */
  sweep(now: number): void {
    for (const subjects of this.#byText.values()) {
      for (const group of subjects.values()) {
        for (const [key, meters] of group) if (meters.every((meter) => meter.isFull(now))) group.delete(key)
      }
    }
  }

  #open(subject: Subject, limits: readonly Limit[]): Group {
    const text = limitsText(limits)
    const subjects = this.#byText.get(text) ?? new Map<Subject, Group>()
    this.#byText.set(text, subjects)
    this.#byLimits.set(limits, subjects)
    const group = subjects.get(subject) ?? new Map<string, Meters>()
    subjects.set(subject, group)
    return group
  }
}
