import type { Spot } from '../file/source.js'

/** Addresses of the gateway's own (docs/rest.md), in lower case. */
const addresses: ReadonlySet<string> = new Set([
  ...[
    'api',
    'apps',
    'rpc',
    'services',
    'soap',
    'oauth2',
    'account',
    'admin',
    'developers',
    'login',
    'logout',
    'signup',
  ],
  ...['file', 'help', 'healthz', 'readyz', 'metrics', 'assets', 'openapi.json', '.well-known'],
])

/** Prefixes of methods that every gateway has. */
const prefixes: ReadonlySet<string> = new Set(['auth', 'test', 'system'])

const serviceName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/** The name of a service with its position. */
export interface NamedService {
  readonly name: string
  readonly spot: Spot
}

/**
 * Checks the names of all services.
 *
 * @param taken the first words of the names of other methods
 * @throws UpstreamsError for one that is no name or is taken, and for two of which one is the end of the other, since signatures of old
 * clients could then hold for a method of each
 */
export function checkServiceNames(services: readonly NamedService[], taken: readonly string[]): void {
  const others = new Set([...prefixes, ...taken])
  for (const { name, spot } of services) {
    const lower = name.toLowerCase()
    if (addresses.has(lower) || lower.startsWith('auth-'))
      spot.fail('has the name of an address of the gateway; choose another')
    if (!serviceName.test(name))
      spot.fail('is no name of a service; take letters, digits and _, beginning with a letter')
    if (others.has(name)) spot.fail(`has a name with which methods of the gateway begin; choose another`)
  }
  for (const [index, { name, spot }] of services.entries()) {
    for (const other of services.slice(0, index)) refusePair({ name, spot }, other)
  }
}

function refusePair({ name, spot }: NamedService, other: NamedService): void {
  if (name === other.name) spot.fail(`is named twice, in ${other.spot.place} too; choose another name`)
  if (!name.endsWith(other.name) && !other.name.endsWith(name)) return
  const [short, long] = name.length < other.name.length ? [name, other.name] : [other.name, name]
  spot.fail(`cannot live beside ${other.name}: the prefix ${short} ends the prefix ${long}; choose another name`)
}
