import { AggregatorRegistry, type Registry } from 'prom-client'
import type { MetricsSource } from './metrics-source.js'

/** In a process that others serve for: the metrics of all of them together, asked for by messages. */
export function gatherMetrics(): MetricsSource {
  const gathered = new AggregatorRegistry()
  return { contentType: gathered.contentType, read: () => gathered.clusterMetrics() }
}

/** In one of several processes that serve: answers those messages. */
export function shareMetrics(register: Registry): void {
  AggregatorRegistry.setRegistries(register)
  // The library listens to messages from the first instance on.
  new AggregatorRegistry()
}
