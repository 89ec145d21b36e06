import type { IncomingMessage } from 'node:http'
import { isLoopback, plainAddress } from '../core/address-list.js'

/** Headers by which proxies say for whom they ask. */
const forwarding =
  /^(?:forwarded|via|x-forwarded.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|.*-connecting-ip)$/

/**
 * Whether a request comes from a program on this machine, by itself. A proxy on this machine is such a peer too, so
 * nothing may hint at one: neither a header that proxies add, nor a Host that is not the loopback's.
 */
export function isDirectLoopback({ socket, headers }: IncomingMessage): boolean {
  if (!isLoopback(plainAddress(socket.remoteAddress ?? ''))) return false
  if (!namesLoopback(headers.host ?? '')) return false
  return !Object.keys(headers).some((name) => forwarding.test(name))
}

function namesLoopback(host: string): boolean {
  const name = host
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return name === 'localhost' || isLoopback(name)
}
