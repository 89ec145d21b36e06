import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { announce, answerHeaders, compareSignatures, echoTree, faultTree, keepAlive, readQuery } from './checks.js'
import { useNonce } from './nonces.js'
import { checkClaim, readAuthorization } from './oauth-checks.js'

const headers = Object.entries(answerHeaders).flat()

/** The limit for calls signed by OAuth: node:http with the least code that does the checks. */
const server = createServer(async (request, response) => {
  const body = JSON.stringify(await answer(request))
  response.writeHead(200, [...headers, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
})

async function answer(request) {
  try {
    const [path, query = ''] = request.url.split('?', 2)
    const params = readQuery(query)
    const parameters = readAuthorization(request.headers.authorization)
    const { secrets, use } = checkClaim(parameters)
    const uri = `http://${request.headers.host.toLowerCase().replace(/:80$/, '')}${path}`
    const text = baseString(request.method, uri, [...params, ...parameters])
    const signingKey = `${encode(secrets.consumer)}&${encode(secrets.token)}`
    const expected = createHmac('sha1', signingKey).update(text).digest('base64')
    compareSignatures(expected, parameters.get('oauth_signature'))
    await useNonce(use)
    return echoTree({ echo: params.get('echo') })
  } catch (thrown) {
    return faultTree(thrown)
  }
}

/** The signature base string (RFC 5849 section 3.4.1): pairs encoded, then sorted by name and value. */
function baseString(method, uri, pairs) {
  const encoded = []
  for (const [name, value] of pairs) {
    if (name !== 'oauth_signature') encoded.push([encode(name), encode(value)])
  }
  encoded.sort(compare)
  return `${method}&${encode(uri)}&${encode(encoded.map(([name, value]) => `${name}=${value}`).join('&'))}`
}

function compare([name, value], [otherName, otherValue]) {
  if (name !== otherName) return name < otherName ? -1 : 1
  return value < otherValue ? -1 : 1
}

/** Most texts need no encoding, and the platform's leaves five characters alone. */
function encode(text) {
  if (/^[\w.~-]*$/.test(text)) return text
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}

server.keepAliveTimeout = keepAlive
server.listen(0, '127.0.0.1', () => announce(server.address()))
