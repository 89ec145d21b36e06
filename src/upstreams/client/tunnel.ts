import { type ClientRequest, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction, Socket } from 'node:net'
import { hostOf, portOf } from './open-socket.js'

/**
 * Opens a connection through a forward proxy (CONNECT, RFC 9110 section 9.3.6). Not undici's ProxyAgent, whose waiting for
 * the proxy no connect timeout ends.
 *
 * @throws where the proxy refuses it or cannot be reached, or the reason of the signal
 */
export function openTunnel(proxy: URL, target: URL, lookup: LookupFunction, signal: AbortSignal): Promise<Socket> {
  const authority = `${target.hostname}:${portOf(target)}`
  const request = (proxy.protocol === 'https:' ? requestHttps : requestHttp)({
    method: 'CONNECT',
    host: hostOf(proxy),
    port: portOf(proxy),
    path: authority,
    headers: { host: authority, ...proxyCredentials(proxy) },
    agent: false,
    lookup,
  })
  return whenConnected(request, signal)
}

/** The header with the user and password of a proxy's URL, where it has them. */
export function proxyCredentials({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function whenConnected(request: ClientRequest, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(signal.reason)
      request.destroy()
    }
    signal.addEventListener('abort', giveUp, { once: true })
    request.on('error', reject)
    request.once('response', (response) => {
      response.resume()
      reject(new Error(`The proxy answered CONNECT with ${response.statusCode}`))
    })
    request.once('connect', (response, socket: Socket) => {
      signal.removeEventListener('abort', giveUp)
      if (response.statusCode === 200) return resolve(socket)
      socket.destroy()
      return reject(new Error(`The proxy answered CONNECT with ${response.statusCode}`))
    })
    request.end()
  })
}
