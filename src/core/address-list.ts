import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** A set of network addresses, given as CIDR blocks or single addresses. */
export interface AddressList {
  has(address: string): boolean
}

/**
 * Compiles an address list. IPv4 addresses written as IPv6 (`::ffff:192.0.2.1`) count as IPv4.
 *
 * @throws TypeError that names the first entry that is no CIDR block
 */
export function compileAddressList(blocks: readonly string[]): AddressList {
  const list = new BlockList()
  for (const block of blocks) addBlock(list, block)
  return {
    has(address) {
      const plain = plainAddress(address)
      if (isIPv4(plain)) return list.check(plain, 'ipv4')
      return isIPv6(plain) && list.check(plain, 'ipv6')
    },
  }
}

/** Takes the IPv6 wrapping off an IPv4 address. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address
}

/** The network that counts as one client: an IPv4 address, or the /64 of an IPv6 address. */
export function networkOf(address: string): string {
  const plain = plainAddress(address)
  return plain.includes(':') && isIPv6(plain) ? `${network64(plain)}::/64` : plain
}

/** The first four groups of an IPv6 address, without leading zeros. */
function network64(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const leading = groups(head)
  const trailing = tail === undefined ? [] : groups(tail)
  const zeros = Array<string>(Math.max(0, 8 - leading.length - trailing.length)).fill('0')
  const all = tail === undefined ? leading : [...leading, ...zeros, ...trailing]
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** An IPv4 address at the end stands for two groups. */
function groups(text: string): string[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]))
}

/** A host as URLs write it: an IPv6 address in brackets (RFC 3986 section 3.2.2). */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Whether an address is of this machine itself. */
export function isLoopback(address: string): boolean {
  const plain = plainAddress(address)
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}

/** Whether a host to listen on means every address of the machine: `0.0.0.0` or `::` in any spelling, or nothing. */
export function isUnspecified(host: string): boolean {
  return /^[0.]*$/.test(plainAddress(host)) || (isIPv6(host) && /^[0:]+$/.test(host))
}

function addBlock(list: BlockList, block: string): void {
  const [address = '', prefix, ...rest] = block.trim().split('/')
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined
  const longest = family === 'ipv4' ? 32 : 128
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (family === undefined || rest.length > 0 || !(length <= longest)) {
    throw new TypeError(`${block} is no network address and no CIDR block such as 192.0.2.0/24 or 2001:db8::/32`)
  }
  list.addSubnet(address, length, family)
}
