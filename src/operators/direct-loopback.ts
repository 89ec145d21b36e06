import type { IncomingMessage } from 'node:http'
import { isLoopback, plainAddress } from '../core/address-list.js'

/** Headers by which proxies name the client. */
const forwarding =
  /^(?:forwarded|via|x-forwarded.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|.*-connecting-ip)$/

/**
 * Whether a request comes directly from a program on this machine. A local proxy is a loopback peer too, so a request with a
 * header that proxies add, or with a Host that is not loopback, does not count as direct.
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
