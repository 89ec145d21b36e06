/** The orders of a small shop, in memory. Prices and totals are exact: cents inside, decimals outside. */

/** A request that is refused, with the HTTP status that says why. */
export class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** An amount of money, which JSON shows as a number with two decimals. */
export class Amount {
  constructor(cents) {
    this.cents = cents
  }

  toString() {
    return (this.cents / 100).toFixed(2)
  }
}

const prices = new Map([
  ['tea', new Amount(450)],
  ['honey', new Amount(725)],
  ['salt', new Amount(95)],
])
const customers = new Set(['ada', 'grace'])
const orders = new Map()
/** Orders by the Idempotency-Key of the request that placed them, so that the same request again places nothing. */
const placed = new Map()
/** Ids lie beyond 2^53, as those of some databases do. */
let nextId = 9007199254740993n

export function listPrices() {
  return Array.from(prices, ([sku, price]) => ({ sku, price }))
}

/** @param customer whose orders; null for all */
export function listOrders(customer) {
  return [...orders.values()].filter((order) => customer === null || order.customer === customer)
}

export function getOrder(id) {
  return orders.get(id) ?? refuse(404, `There is no order ${id}`)
}

/** Places an order, or with `dryRun` only says what it would be. */
export function placeOrder({ customer_id: customer, items, comment }, { dryRun, idempotencyKey }) {
  const known = placed.get(idempotencyKey)
  if (known !== undefined) return known
  if (!customers.has(customer)) refuse(404, `There is no customer ${customer}`)
  const lines = checkLines(items)
  const order = {
    id: nextId,
    customer,
    lines,
    total: totalOf(lines),
    placed_at: new Date().toISOString(),
    note: checkNote(comment),
  }
  if (dryRun) return order
  nextId++
  orders.set(String(order.id), order)
  if (idempotencyKey !== undefined) placed.set(idempotencyKey, order)
  return order
}

export function changeNote(id, note) {
  return Object.assign(getOrder(id), { note: checkNote(note) })
}

export function cancelOrder(id) {
  orders.delete(String(getOrder(id).id))
}

/** The receipt of an order as a text. */
export function receiptOf({ id, lines, total }) {
  const rows = lines.map(({ sku, quantity }) => `${quantity} x ${sku} at ${prices.get(sku)}`)
  return [`Order ${id}`, ...rows, `Total ${total}`, ''].join('\n')
}

function totalOf(lines) {
  return new Amount(lines.reduce((cents, { sku, quantity }) => cents + prices.get(sku).cents * quantity, 0))
}

function checkLines(items) {
  if (!Array.isArray(items) || items.length === 0) refuse(400, 'items must be a list of at least one line')
  return items.map((item) => {
    const { sku, quantity } = Object(item)
    if (!prices.has(sku)) refuse(422, `There is no product ${sku}`)
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 1000) refuse(422, 'quantity must be from 1 to 1000')
    return { sku, quantity }
  })
}

function checkNote(note) {
  if (note !== undefined && note !== null && typeof note !== 'string') refuse(422, 'A note must be a text')
  return note ?? undefined
}

function refuse(status, message) {
  throw new Refusal(status, message)
}
