import { Gauge, type Registry } from 'prom-client'
import type { Store } from '../../core/api-error.js'

/** The availability of a store. */
export interface StoreState {
  readonly name: Store
  /** Whether it is known to be unavailable; sends no query. */
  isDown(): boolean
}

/** Registers a gauge of unavailable stores. Over several workers the maximum counts: one that cannot reach a store suffices. */
export function addStoreStates(register: Registry, stores: readonly StoreState[]): void {
  new Gauge({
    name: 'babelgate_store_away',
    help: 'Whether a store is away: 0 it answered last, 1 it did not.',
    labelNames: ['store'],
    aggregator: 'max',
    registers: [register],
    collect() {
      for (const { name, isDown } of stores) this.set({ store: name }, isDown() ? 1 : 0)
    },
  })
}
