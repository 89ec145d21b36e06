import { Fault, findApplication, readQuery } from './checks.js'

/** Connections to the service, as many as the gateway keeps. */
export const connections = 64

/** Milliseconds for a call to the service, as in the gateway. */
export const timeout = 10_000

/** The same in the words of undici. */
export const poolOptions = { connections, headersTimeout: timeout, bodyTimeout: timeout }

/** The path and the query of a request. */
export function splitUrl(url) {
  const at = url.indexOf('?')
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

const integer = /^-?(?:0|[1-9][0-9]{0,9})$/

/**
 * Checks a call of `shop.item`: the key in its header, the query strictly, its one parameter.
 *
 * @returns the path of the item at the service
 * @throws Fault
 */
export function itemPath(key, query) {
  if (key === undefined) throw new Fault(100, 'API key missing')
  findApplication(key)
  return pathOf(readQuery(query))
}

/** The path of the item that a decoded query asks for. @throws Fault 123 */
export function pathOf(params) {
  const id = params.get('id')
  if (params.size !== 1 || id === undefined || !integer.test(id)) throw new Fault(123, 'Request malformed')
  return `/items/${id}`
}

const headers = ['accept', 'application/json']

/** The request to the service for a call of `shop.item`. @throws Fault */
export function itemRequest({ url, headers: { 'x-api-key': key } }) {
  const [path, query] = splitUrl(url)
  if (path !== '/rpc/shop.item') throw new Fault(123, 'Request malformed')
  return { method: 'GET', path: itemPath(key, query), headers }
}
