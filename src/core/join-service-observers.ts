import type { ServiceObserver } from './ports/service-observer.js'

/** Joins two observers into one that informs both. */
export function joinServiceObservers(first: ServiceObserver, second: ServiceObserver): ServiceObserver {
  return {
    begin(request) {
      const one = first.begin(request)
      const other = second.begin(request)
      if (one === undefined || other === undefined) return one ?? other
      return {
        headers: { ...one.headers, ...other.headers },
        end(end) {
          one.end(end)
          other.end(end)
        },
      }
    },
    lookedUp(service, lookup) {
      first.lookedUp(service, lookup)
      second.lookedUp(service, lookup)
    },
    missing(service, path) {
      first.missing(service, path)
      second.missing(service, path)
    },
  }
}
