import { createHmac, randomBytes } from 'node:crypto'

/** How many requests are signed for each second before they are sent: more than any server answers. */
export const signedAhead = 50_000

/** How often a nonce was made; with the text before it that is unique among all generators of a run. */
let count = 0
const prefix = randomBytes(8).toString('hex')

/**
 * Makes what signs requests for one server by OAuth 1.0a: HMAC-SHA1 in the Authorization header, each with a nonce of
 * its own. Without a consumer requests stay as they are.
 *
 * @param consumer key, secret, token and tokenSecret; undefined for a workload that is not signed
 * @param url where the server is; its name and port are part of the signature
 */
export function createSigner(consumer, url) {
  if (consumer === undefined) return (request) => request
  const signingKey = `${encode(consumer.secret)}&${encode(consumer.tokenSecret)}`
  return (request) => {
    const { origin, pathname, searchParams } = new URL(request.path, url)
    const spoken = protocolParameters(consumer)
    const pairs = [...searchParams, ...spoken].map(([name, value]) => [encode(name), encode(value)])
    const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join('='))
    const text = [request.method, origin + pathname, sorted.join('&')].map(encode).join('&')
    const signature = createHmac('sha1', signingKey).update(text).digest('base64')
    const header = [...spoken, ['oauth_signature', signature]].map(([name, value]) => `${name}="${encode(value)}"`)
    return { ...request, headers: { ...request.headers, authorization: `OAuth ${header.join(', ')}` } }
  }
}

function protocolParameters({ key, token }) {
  return [
    ['oauth_consumer_key', key],
    ['oauth_token', token],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(Math.floor(Date.now() / 1000))],
    ['oauth_nonce', `${prefix}${String(count++).padStart(8, '0')}`],
    ['oauth_version', '1.0'],
  ]
}

function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}
