import type { MethodDescription } from '../../../src/core/method-spec.js'
import type { Pair } from '../../../src/core/pair.js'
import { type Driver, escapeXml, formOf, headersOf, type Said, type Sent } from './driver.js'

const type = 'text/xml; charset=utf-8'
const broken = { method: 'POST', headers: { 'content-type': type }, body: '<not well-formed' }

const common: Pick<Driver, 'contentType' | 'unreadable'> = {
  contentType: type,
  unreadable: { said: { target: '/api/xmlrpc', init: broken }, code: 122 },
}

/** One struct of named parameters, in the types that the method declares where the values have them. */
export const structDriver: Driver = {
  ...common,
  name: 'XML-RPC struct',
  traits: new Set(['envelope'] as const),
  say: (sent, method) => post(sent, [structOf(sent, method)], []),
}

/** Declared parameters by their place; whatever else there is goes into the query. */
export const positionalDriver: Driver = {
  ...common,
  name: 'XML-RPC positional',
  traits: new Set(['envelope', 'positional'] as const),
  say(sent, method) {
    const specs = method?.params.specs ?? []
    const placed = new Map(sent.pairs.filter(([name]) => method?.params.names.has(name)).toReversed())
    const values = specs.map(({ name }) => stringOf(placed.get(name)))
    const files = (method?.files ?? []).map((name) => fileOf(sent.files?.[name]))
    const rest = sent.pairs.filter(([name], index) => !placed.has(name) || isTwin(name, index, sent.pairs))
    return post(sent, [...values, ...files], rest)
  },
}

/** The struct, answered in JSON. */
export const jsonOverXmlRpcDriver: Driver = {
  ...structDriver,
  name: 'XML-RPC struct, answered in JSON',
  contentType: 'application/json; charset=utf-8',
  say: (sent, method) => structDriver.say({ format: 'json', ...sent }, method),
}

/** Of parameters that come twice only the first has a place. */
function isTwin(name: string, index: number, pairs: readonly Pair[]): boolean {
  return pairs.findIndex((pair) => pair[0] === name) < index
}

function post(sent: Sent, values: readonly string[], query: readonly Pair[]): Said {
  const path = sent.format === undefined ? '/api/xmlrpc' : `/api/xmlrpc/${sent.format}`
  const target = query.length === 0 ? path : `${path}?${formOf(query)}`
  if (sent.verb === 'GET') return { target, init: { headers: headersOf(sent) } }
  const params = values.map((value) => `<param><value>${value}</value></param>`).join('')
  const body =
    `<?xml version="1.0"?><methodCall><methodName>${escapeXml(sent.method)}</methodName>` +
    `<params>${params}</params></methodCall>`
  return { target, init: { method: 'POST', headers: headersOf(sent, type), body } }
}

function structOf({ pairs, files = {} }: Sent, method: MethodDescription | undefined): string {
  const types = new Map(method?.params.specs.map((spec) => [spec.name, spec.type]))
  const members = [
    ...pairs.map(([name, value]): Pair => [name, typed(value, types.get(name))]),
    ...Object.entries(files).map(([name, content]): Pair => [name, fileOf(content)]),
  ]
  const written = members.map(
    ([name, value]) => `<member><name>${escapeXml(name)}</name><value>${value}</value></member>`,
  )
  return `<struct>${written.join('')}</struct>`
}

function typed(value: string, declared: string | undefined): string {
  if (declared === 'boolean' && /^[01]$/.test(value)) return `<boolean>${value}</boolean>`
  if (declared === 'integer' && /^-?[0-9]{1,9}$/.test(value)) return `<int>${value}</int>`
  if (declared === 'number' && /^[+-]?[0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]{1,2})?$/i.test(value))
    return `<double>${value}</double>`
  return stringOf(value)
}

function stringOf(text: string | undefined): string {
  return text === undefined ? '<nil/>' : `<string>${escapeXml(text)}</string>`
}

function fileOf(content: Buffer | undefined): string {
  return content === undefined ? '<nil/>' : `<base64>${content.toString('base64')}</base64>`
}
