import type { LookupFunction } from 'node:net'
import { type AddressPolicy, refuseAddress } from './addresses.js'
import { UpstreamError } from './upstream-error.js'

/**
 * Makes a lookup that leaves out addresses which are not allowed. The socket connects to what it gives, so that a second
 * answer of the name server (DNS rebinding) changes nothing.
 */
export function checkedLookup(lookup: LookupFunction, policy: AddressPolicy, service: string): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, [])
      const all = typeof found === 'string' ? [{ address: found, family: found.includes(':') ? 6 : 4 }] : found
      const allowed = all.filter(({ address }) => refuseAddress(address, host, policy) === undefined)
      const [first] = allowed
      if (first === undefined) callback(refusal(all[0]?.address ?? '', host, policy, service), [])
      else if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

function refusal(address: string, host: string, policy: AddressPolicy, service: string): Error {
  const reason = refuseAddress(address, host, policy) ?? 'no address was found'
  return new UpstreamError('address', `${service}: ${host}: ${reason}`, { maybeSent: false })
}
