import { Fault } from './checks.js'

/** The longest answer that is read, in bytes. */
export const mostBytes = 4 * 1024 * 1024

/** Characters that XML cannot carry, as they are and as JSON escapes them. */
const suspicious = /[\0-\x1f\ufffe\uffff]|\\(?:[bf]|u(?:00[01]|[dD][89a-fA-F]|[fF]{3}[eEfF]))/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/**
 * Reads an item of the service: every member by its declared type, no other members.
 *
 * @throws Fault 502 for what is no item
 */
export function readItem(text) {
  if (suspicious.test(text)) throw unfit()
  const given = objectOf(JSON.parse(text))
  const { note } = given
  const item = {
    id: integerOf(given.id),
    name: textOf(given.name),
    text: textOf(given.text),
    made_at: matching(instant, given.made_at),
    stock: integerOf(given.stock),
    sold_out: booleanOf(given.sold_out),
    price: priceOf(objectOf(given.price)),
    maker: makerOf(objectOf(given.maker)),
    tags: listOf(given.tags).map(textOf),
    parts: listOf(given.parts).map(partOf),
  }
  if (note !== undefined && note !== null) item.note = textOf(note)
  return item
}

function priceOf({ amount, currency, taxed }) {
  return { amount: numberOf(amount), currency: textOf(currency), taxed: booleanOf(taxed) }
}

function makerOf({ name, city, since }) {
  return { name: textOf(name), city: textOf(city), since: integerOf(since) }
}

function partOf(given) {
  const { sku, name, count, weight } = objectOf(given)
  return { sku: textOf(sku), name: textOf(name), count: integerOf(count), weight: numberOf(weight) }
}

function unfit() {
  return new Fault(502, 'Upstream failed')
}

function objectOf(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unfit()
  return value
}

function listOf(value) {
  if (!Array.isArray(value)) throw unfit()
  return value
}

function textOf(value) {
  if (typeof value !== 'string') throw unfit()
  return value
}

function matching(pattern, value) {
  if (typeof value !== 'string' || !pattern.test(value)) throw unfit()
  return value
}

/** 32 bits, as the declaration says. */
function integerOf(value) {
  if (typeof value !== 'number' || value !== (value | 0)) throw unfit()
  return value
}

function numberOf(value) {
  if (typeof value !== 'number') throw unfit()
  return value
}

function booleanOf(value) {
  if (typeof value !== 'boolean') throw unfit()
  return value
}
