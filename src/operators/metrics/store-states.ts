import { Gauge, type Registry } from 'prom-client'
import type { Store } from '../../core/api-error.js'

/** A store as the metrics look at it. */
export interface StoreState {
  readonly name: Store
  /** Whether it is known to be away at this moment; asks nobody. */
  isAway(): boolean
}

/** Shows of each store whether it is away. Among workers one that finds it away is enough. */
export function addStoreStates(register: Registry, stores: readonly StoreState[]): void {
  new Gauge({
    name: 'babelgate_store_away',
    help: 'Whether a store is away: 0 it answered last, 1 it did not.',
    labelNames: ['store'],
    aggregator: 'max',
    registers: [register],
    collect() {
      for (const { name, isAway } of stores) this.set({ store: name }, isAway() ? 1 : 0)
    },
  })
}
