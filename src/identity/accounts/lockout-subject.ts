import { networkOf } from '../../core/address-list.js'

/** What failed log-ins of an account name are counted under. */
export function nameSubject(username: string): string {
  return `name:${username.toLowerCase()}`
}

/** What failed log-ins from an address are counted under. */
export function addressSubject(address: string): string {
  return `address:${networkOf(address)}`
}
