import { networkOf } from '../../core/address-list.js'

/** The lockout subject of a username. */
export function nameSubject(username: string): string {
  return `name:${username.toLowerCase()}`
}

/** The lockout subject of a network address; IPv6 addresses count by network. */
export function addressSubject(address: string): string {
  return `address:${networkOf(address)}`
}
