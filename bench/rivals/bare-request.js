import { isUtf8 } from 'node:buffer'
import { createServer } from 'node:http'
import { Pool } from 'undici'
import { announce, answerHeaders, Fault, faultTree, keepAlive } from './checks.js'
import { itemRequest, poolOptions } from './item-checks.js'
import { mostBytes, readItem } from './read-item.js'

/** `bare` as it is usually written, by `pool.request`. */
const service = new Pool(process.env.BENCH_SERVICE, poolOptions)
const fixed = Object.entries(answerHeaders).flat()

const server = createServer((request, response) => {
  answer(request).then(
    (tree) => send(response, tree),
    (thrown) => send(response, faultTree(thrown)),
  )
})

async function answer(request) {
  const { statusCode, headers, body } = await service.request(itemRequest(request))
  const isJson = statusCode === 200 && headers['content-type']?.startsWith('application/json')
  if (!isJson) throw new Fault(502, 'Upstream failed')
  const bytes = await body.bytes()
  if (bytes.length > mostBytes || !isUtf8(bytes)) throw new Fault(502, 'Upstream failed')
  return readItem(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString())
}

function send(response, tree) {
  const body = JSON.stringify(tree)
  response.writeHead(200, [...fixed, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
}

server.keepAliveTimeout = keepAlive
server.listen(0, '127.0.0.1', () => announce(server.address()))
