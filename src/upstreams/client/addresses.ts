import { isIP } from 'node:net'
import { compileAddressList, hostInUrl } from '../../core/address-list.js'

/** Who named a host: the operator in the file, or a fetched document alone. */
export type HostSource = 'operator' | 'document'

/** The IPv6 forms of IPv4 networks, beside the mapped ones, which count as IPv4: NAT64 (RFC 6052) and 6to4 (RFC 3056). */
const embedded = (address: string, prefix: number, hex: string): readonly string[] => [
  `${address}/${prefix}`,
  `64:ff9b::${address}/${prefix + 96}`,
  `2002:${hex}::/${prefix + 16}`,
]

/** Link-local addresses, and those under which clouds give credentials to the machines that they run. */
const metadata = compileAddressList([
  ...embedded('169.254.0.0', 16, 'a9fe'),
  ...embedded('100.100.100.200', 32, '6464:64c8'),
  ...embedded('168.63.129.16', 32, 'a83f:8110'),
  ...embedded('192.0.0.192', 32, 'c000:00c0'),
  'fe80::/10',
  'fd00:ec2::/32',
  'fd20:ce::254',
])

/** Addresses that are not of the public internet (IANA special-purpose registries). */
const special = compileAddressList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  'fc00::/7',
  'fec0::/10',
  'ff00::/8',
])

/** The names under which clouds serve them. */
const metadataNames = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'instance-data',
  'instance-data.ec2.internal',
])

/**
 * Whether no connection may be made to an address: link-local and metadata addresses never, those that are not public
 * only where the operator named the host.
 *
 * @param address IPv4 or IPv6, without brackets
 */
export function isForbidden(address: string, source: HostSource): boolean {
  const plain = address.split('%', 1)[0] ?? ''
  return metadata.has(plain) || (source === 'document' && special.has(plain))
}

/** Whether a name is one under which clouds serve the credentials of machines. */
export function isMetadataName(host: string): boolean {
  return metadataNames.has(host.toLowerCase().replace(/\.$/, ''))
}

/** The rules for the addresses of a service. */
export interface AddressPolicy {
  readonly source: HostSource
  /** Hosts that are allowed all the same: names, or addresses. */
  readonly allow: readonly string[]
}

/**
 * Checks a host as a URL has it, before it is resolved; a name is checked again by its addresses.
 *
 * @returns why it is refused; undefined where it is allowed
 */
export function refuseHost(host: string, policy: AddressPolicy): string | undefined {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isAllowed(bare, policy)) return undefined
  if (isMetadataName(bare)) return `${bare} serves the credentials of this machine; name it in allow if it is meant`
  return isIP(bare) === 0 ? undefined : refuseAddress(bare, bare, policy)
}

/** Checks an address that a host was resolved to. @returns why it is refused; undefined where it is allowed */
export function refuseAddress(address: string, host: string, policy: AddressPolicy): string | undefined {
  if (!isForbidden(address, policy.source) || isAllowed(host, policy) || isAllowed(address, policy)) return undefined
  const what = metadata.has(address) ? 'a link-local or metadata address' : 'not a public address'
  return `${hostInUrl(address)} is ${what}; name ${host} in allow if it is meant`
}

function isAllowed(host: string, { allow }: AddressPolicy): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return allow.some((allowed) => allowed.toLowerCase().replace(/^\[|\]$|\.$/g, '') === name)
}
