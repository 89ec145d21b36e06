import { allowsService } from './allowed-services.js'
import type { Documentation } from './dialect/documentation.js'
import type { Directories, MethodDescription, MethodDirectory } from './method-spec.js'
import { describedBy, type RegisteredMethod } from './registered-method.js'

/** The number of sets of services for which a registry keeps a directory; the oldest goes first. */
const keptDirectories = 16

/** Describes methods, ordered by name. */
export function createDirectories(
  methods: readonly RegisteredMethod[],
  documentation: Documentation,
): Directories['directoryFor'] {
  const all = methods.map((method) => [method.closedService, Object.freeze(describedBy(method))] as const)
  const whole = directoryOf(
    all.map(([, method]) => method),
    documentation,
  )
  const closed = [...new Set(methods.flatMap(({ closedService }) => closedService ?? []))].sort()
  if (closed.length === 0) return () => whole
  const known = new Map<string, MethodDirectory>()
  return (app) => {
    const allowed = closed.filter((service) => allowsService(app, service))
    if (allowed.length === closed.length) return whole
    const set = allowed.join(',')
    const kept = known.get(set)
    if (kept !== undefined) return kept
    const listed = all.filter(([service]) => service === undefined || allowed.includes(service))
    const made = directoryOf(
      listed.map(([, method]) => method),
      documentation,
    )
    const [oldest] = known.keys()
    if (oldest !== undefined && known.size >= keptDirectories) known.delete(oldest)
    known.set(set, made)
    return made
  }
}

function directoryOf(methods: readonly MethodDescription[], { pageOf, document }: Documentation): MethodDirectory {
  const byName = new Map(methods.map((method) => [method.name, method]))
  return Object.freeze({
    methods: Object.freeze(methods),
    find: (name: string) => byName.get(name),
    pageOf,
    document,
  })
}
