import { createServer } from 'node:http'
import { announce, answerHeaders, checkCall, echoTree, faultTree, keepAlive, readQuery } from './checks.js'

const headers = Object.entries(answerHeaders).flat()

/** The limit: node:http with the least code that does the checks. */
const server = createServer((request, response) => {
  let tree
  try {
    const [path, query = ''] = request.url.split('?', 2)
    const params = readQuery(query)
    checkCall(path.slice('/api/'.length), params)
    tree = echoTree({ echo: params.get('echo') })
  } catch (thrown) {
    tree = faultTree(thrown)
  }
  const body = JSON.stringify(tree)
  response.writeHead(200, [...headers, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
})

server.keepAliveTimeout = keepAlive
server.listen(0, '127.0.0.1', () => announce(server.address()))
