import { isIPv6 } from 'node:net'
import { plainAddress } from '../address-list.js'

/** What failed log-ins of an account name are counted under. */
export function nameSubject(username: string): string {
  return `name:${username.toLowerCase()}`
}

/** What failed log-ins from an address are counted under: one customer usually holds a whole /64 of IPv6. */
export function addressSubject(address: string): string {
  const plain = plainAddress(address)
  return `address:${isIPv6(plain) ? `${network64(plain)}::/64` : plain}`
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
