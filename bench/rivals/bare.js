import { isUtf8 } from 'node:buffer'
import { createServer } from 'node:http'
import { announce, answerHeaders, checkCall, echoTree, faultTree, keepAlive, readQuery } from './checks.js'
import { answerSoap, answerXmlRpc } from './envelopes.js'

const envelopes = new Map([
  ['/api/soap', answerSoap],
  ['/api/xmlrpc', answerXmlRpc],
])
const jsonHeaders = Object.entries(answerHeaders).flat()
const xmlHeaders = Object.entries({ ...answerHeaders, 'Content-Type': 'text/xml; charset=utf-8' }).flat()

/** The limit: node:http with the least code that does the checks. */
const server = createServer((request, response) => {
  const answer = envelopes.get(request.url)
  if (answer === undefined) send(response, jsonHeaders, JSON.stringify(echo(request.url)))
  else readText(request, (text) => send(response, xmlHeaders, answer(text)))
})

function echo(url) {
  try {
    const [path, query = ''] = url.split('?', 2)
    const params = readQuery(query)
    checkCall(path.slice('/api/'.length), params)
    return echoTree({ echo: params.get('echo') })
  } catch (thrown) {
    return faultTree(thrown)
  }
}

/** Text that is not UTF-8, or too long, counts as none. */
function readText(request, done) {
  const chunks = []
  let size = 0
  request.on('data', (chunk) => {
    size += chunk.length
    if (size <= 1024 * 1024) chunks.push(chunk)
  })
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
    done(isUtf8(body) ? body.toString('utf8') : '')
  })
}

function send(response, headers, body) {
  response.writeHead(200, [...headers, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
}

server.keepAliveTimeout = keepAlive
server.listen(0, '127.0.0.1', () => announce(server.address()))
