/**
 * The orders of a small shop as a REST service, in memory: what stands behind the gateway in docs/upstreams.md. It knows nothing of
 * the gateway. `PORT` is 9090 by default, `ORDERS_KEY` the key that it asks for.
 */

import { createServer } from 'node:http'

const port = Number(process.env.PORT ?? 9090)
const key = process.env.ORDERS_KEY ?? 'demo-key'

const prices = new Map([
  ['tea', '4.50'],
  ['honey', '7.25'],
  ['salt', '0.95'],
])
const customers = new Set(['ada', 'grace'])
const orders = new Map()
/** The answers to POST requests by their Idempotency-Key, so that a repeated one creates nothing. */
const created = new Map()
/** Beyond 2^53, as the numbers of old databases are. */
let lastId = 9007199254740992n

/** A request that is refused, with its status. */
class Refusal extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** The total of lines in cents, which integers hold exactly. */
function totalOf(lines) {
  const cents = lines.map(({ sku, quantity }) => Math.round(Number(prices.get(sku)) * 100) * quantity)
  return (cents.reduce((sum, one) => sum + one, 0) / 100).toFixed(2)
}

function checkLines(items) {
  if (!Array.isArray(items) || items.length === 0) throw new Refusal(400, 'items must be a list of at least one line')
  for (const { sku, quantity } of items) {
    if (!prices.has(sku)) throw new Refusal(422, `There is no ${sku}`)
    if (!Number.isInteger(quantity) || quantity < 1) throw new Refusal(422, 'quantity must be at least 1')
  }
}

function createOrder({ body, query, headers }) {
  const { customer_id: customer, items, comment } = body
  const idempotencyKey = headers['idempotency-key']
  const known = created.get(idempotencyKey)
  if (known !== undefined) return { status: 201, body: { data: known } }
  if (!customers.has(customer)) throw new Refusal(404, `There is no customer ${customer}`)
  checkLines(items)
  const lines = items.map(({ sku, quantity }) => ({ sku, quantity }))
  const order = {
    id: ++lastId,
    customer,
    lines,
    total: totalOf(lines),
    placed_at: new Date().toISOString(),
    note: comment,
  }
  if (query.get('dryRun') !== 'true') {
    orders.set(String(order.id), order)
    if (idempotencyKey !== undefined) created.set(idempotencyKey, order)
  }
  return { status: 201, body: { data: order }, headers: { Location: `/orders/${order.id}` } }
}

function orderOf({ id }) {
  const order = orders.get(id)
  if (order === undefined) throw new Refusal(404, `There is no order ${id}`)
  return order
}

const routes = [
  ['GET', /^\/prices$/, () => ({ body: Array.from(prices, ([sku, price]) => ({ sku, price })) })],
  ['GET', /^\/orders$/, ({ query }) => ({ body: listOrders(query) })],
  ['POST', /^\/orders$/, createOrder],
  ['GET', /^\/orders\/(?<id>\d+)$/, ({ params }) => ({ body: orderOf(params) })],
  [
    'PATCH',
    /^\/orders\/(?<id>\d+)$/,
    ({ params, body }) => ({ body: Object.assign(orderOf(params), { note: body.note }) }),
  ],
  ['DELETE', /^\/orders\/(?<id>\d+)$/, ({ params }) => cancelOrder(params)],
  ['GET', /^\/orders\/(?<id>\d+)\/receipt$/, ({ params }) => ({ text: receiptOf(orderOf(params)) })],
]

function cancelOrder(params) {
  orders.delete(String(orderOf(params).id))
  return { status: 204 }
}

function listOrders(query) {
  const customer = query.get('customer')
  return [...orders.values()].filter((order) => customer === null || order.customer === customer)
}

function receiptOf({ id, lines, total }) {
  const rows = lines.map(({ sku, quantity }) => `${quantity} x ${sku} at ${prices.get(sku)}`)
  return [`Order ${id}`, ...rows, `Total ${total}`, ''].join('\n')
}

/** JSON with bigints and prices as numbers. */
function toJson(value) {
  const numbers = []
  const text = JSON.stringify(value, (name, member) => {
    const isNumber =
      typeof member === 'bigint' || ((name === 'total' || name === 'price') && typeof member === 'string')
    return isNumber ? `#${numbers.push(member) - 1}#` : member
  })
  return text.replace(/"#(\d+)#"/g, (_, index) => String(numbers[Number(index)]))
}

async function bodyOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  if (chunks.length === 0) return {}
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new Refusal(400, 'The body is no JSON')
  }
}

async function answer(request) {
  const { pathname, searchParams: query } = new URL(request.url, 'http://service')
  if (request.headers['x-api-key'] !== key) throw new Refusal(401, 'The key is wrong')
  const matching = routes.filter(([, path]) => path.test(pathname))
  if (matching.length === 0) throw new Refusal(404, 'There is no such address')
  const [, path, run] = matching.find(([verb]) => verb === request.method) ?? []
  if (run === undefined) throw new Refusal(405, 'There is no such verb here')
  const params = path.exec(pathname).groups ?? {}
  return run({ params, query, headers: request.headers, body: await bodyOf(request) })
}

function write(response, { status = 200, headers = {}, body, text }) {
  const content = text ?? (body === undefined ? '' : toJson(body))
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8'
  response.writeHead(status, content === '' ? headers : { 'Content-Type': type, ...headers })
  response.end(content)
}

const server = createServer((request, response) => {
  answer(request).then(
    (given) => write(response, given),
    (error) => write(response, { status: error.status ?? 500, body: { message: error.message } }),
  )
})

server.listen(port, '127.0.0.1', () => {
  process.stdout.write(`orders service on http://127.0.0.1:${server.address().port}, key ${key}\n`)
})
