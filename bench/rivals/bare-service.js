import { isUtf8 } from 'node:buffer'
import { createServer } from 'node:http'
import { Pool } from 'undici'
import { announce, answerHeaders, Fault, faultTree, keepAlive } from './checks.js'
import { itemRequest, poolOptions } from './item-checks.js'
import { mostBytes, readItem } from './read-item.js'

/** The limit of calls to a service: node:http and undici's Pool, with the least code that does the checks. */
const service = new Pool(process.env.BENCH_SERVICE, poolOptions)
const fixed = Object.entries(answerHeaders).flat()

/** What undici calls for the answer of the service; it has less to do than for `pool.request`, which makes a stream. */
class Answer {
  #chunks = []
  #size = 0
  #isJson = false
  #response

  constructor(response) {
    this.#response = response
  }

  onRequestStart() {}

  onResponseStart(_controller, status, headers) {
    this.#isJson = status === 200 && headers['content-type']?.startsWith('application/json')
  }

  onResponseData(controller, chunk) {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size > mostBytes) controller.abort(new Fault(502, 'Upstream failed'))
  }

  onResponseEnd() {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
    send(this.#response, () => {
      if (!this.#isJson || !isUtf8(bytes)) throw new Fault(502, 'Upstream failed')
      return readItem(bytes.toString())
    })
  }

  onResponseError(_controller, thrown) {
    send(this.#response, () => faultTree(thrown))
  }
}

const server = createServer((request, response) => {
  try {
    service.dispatch(itemRequest(request), new Answer(response))
  } catch (thrown) {
    send(response, () => faultTree(thrown))
  }
})

function send(response, make) {
  const body = JSON.stringify(orFault(make))
  response.writeHead(200, [...fixed, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
}

function orFault(make) {
  try {
    return make()
  } catch (thrown) {
    return faultTree(thrown)
  }
}

server.keepAliveTimeout = keepAlive
server.listen(0, '127.0.0.1', () => announce(server.address()))
