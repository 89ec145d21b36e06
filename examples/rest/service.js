/**
 * The shop as a REST service: the service behind the gateway in docs/upstreams.md. It knows nothing of the gateway.
 * `PORT` is 9090 by default, and `ORDERS_KEY`, by default `demo-key`, is the key that it asks for.
 */

import { createServer } from 'node:http'
import {
  Amount,
  cancelOrder,
  changeNote,
  getOrder,
  listOrders,
  listPrices,
  placeOrder,
  Refusal,
  receiptOf,
} from './shop.js'

const port = Number(process.env.PORT ?? 9090)
const key = process.env.ORDERS_KEY ?? 'demo-key'

/** The largest body of a request, in bytes. */
const maxBody = 1024 * 1024

const routes = [
  { path: /^\/prices$/, GET: () => ({ body: listPrices() }) },
  {
    path: /^\/orders$/,
    GET: ({ query }) => ({ body: listOrders(query.get('customer')) }),
    POST: ({ query, headers, body }) => {
      const idempotencyKey = headers['idempotency-key']
      const order = placeOrder(body, { dryRun: query.get('dryRun') === 'true', idempotencyKey })
      return { status: 201, body: { data: order }, headers: { Location: `/orders/${order.id}` } }
    },
  },
  {
    path: /^\/orders\/(?<id>\d+)$/,
    GET: ({ id }) => ({ body: getOrder(id) }),
    PATCH: ({ id, body }) => ({ body: changeNote(id, body.note) }),
    DELETE: ({ id }) => {
      cancelOrder(id)
      return { status: 204 }
    },
  },
  { path: /^\/orders\/(?<id>\d+)\/receipt$/, GET: ({ id }) => ({ text: receiptOf(getOrder(id)) }) },
]

async function answer(request) {
  const { pathname, searchParams: query } = addressOf(request)
  if (request.headers['x-api-key'] !== key) {
    throw new Refusal(401, 'The key is wrong', { 'WWW-Authenticate': 'ApiKey header="X-Api-Key"' })
  }
  const { path, ...verbs } = routes.find((route) => route.path.test(pathname)) ?? {}
  if (path === undefined) throw new Refusal(404, 'There is no such address')
  const run = verbs[request.method === 'HEAD' ? 'GET' : request.method]
  if (run === undefined) throw new Refusal(405, `${request.method} is not possible here`, { Allow: allowed(verbs) })
  const { id } = path.exec(pathname).groups ?? {}
  return run({ id, query, headers: request.headers, body: await bodyOf(request) })
}

function addressOf({ url }) {
  const base = 'http://service'
  if (!URL.canParse(url, base)) throw new Refusal(400, 'The address is wrong')
  return new URL(url, base)
}

function allowed(verbs) {
  const names = Object.keys(verbs)
  return [...names, ...(names.includes('GET') ? ['HEAD'] : [])].join(', ')
}

/** The JSON object in the body; empty where there is none. */
async function bodyOf(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBody) throw new Refusal(413, 'The body is too large', { Connection: 'close' })
    chunks.push(chunk)
  }
  const body = size === 0 ? {} : parse(Buffer.concat(chunks).toString())
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'The body must be a JSON object')
  }
  return body
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'The body is no JSON')
  }
}

/** JSON in which bigints and amounts are numbers with all their digits. */
function toJson(value) {
  if (typeof value === 'bigint' || value instanceof Amount) return String(value)
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${toJson(member)}`).join(',')}}`
}

function write(response, { status = 200, headers = {}, body, text }) {
  if (text === undefined && body === undefined) return response.writeHead(status, headers).end()
  const content = Buffer.from(text ?? toJson(body))
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8'
  return response.writeHead(status, { 'Content-Type': type, 'Content-Length': content.length, ...headers }).end(content)
}

function refusalOf(error) {
  if (error instanceof Refusal)
    return { status: error.status, body: { message: error.message }, headers: error.headers }
  process.stderr.write(`${error.stack}\n`)
  return { status: 500, body: { message: 'Something went wrong' } }
}

const server = createServer(async (request, response) => {
  write(response, await answer(request).catch(refusalOf))
})

server.on('error', ({ code }) => {
  process.stderr.write(`The service cannot listen on port ${port}: ${code}\n`)
  process.exitCode = 1
})
server.listen(port, '127.0.0.1', () => {
  process.stdout.write(`orders service on http://127.0.0.1:${server.address().port}, key ${key}\n`)
})
