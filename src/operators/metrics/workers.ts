import { AggregatorRegistry, type Registry } from 'prom-client'
import type { MetricsSource } from './metrics-source.js'

/** The primary's metrics: those of all workers, aggregated by cluster messages. */
export function aggregateMetrics(): MetricsSource {
  const aggregated = new AggregatorRegistry()
  return { contentType: aggregated.contentType, read: () => aggregated.clusterMetrics() }
}

/** Answers the primary's requests for the metrics of this worker. */
export function exposeMetrics(register: Registry): void {
  AggregatorRegistry.setRegistries(register)
  // The first instance makes prom-client listen to messages.
  new AggregatorRegistry()
}
