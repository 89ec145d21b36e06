import { createServer } from 'node:http'
import { announce, answerHeaders, checkCall, echoTree, faultTree, readQuery } from './checks.js'

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
  const body = Buffer.from(JSON.stringify(tree))
  response.writeHead(200, { ...answerHeaders, 'Content-Length': body.length })
  response.end(body)
})

server.listen(0, '127.0.0.1', () => announce(server.address()))
