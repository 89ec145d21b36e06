import type { Pair } from '../../src/core/pair.js'
import { plainDecimal } from '../../src/core/schema/plain-decimal.js'
import { innerItem, recordEntry, resolved, type Shape } from '../../src/core/schema/shape.js'
import { escapeXml, formOf, type Said } from '../cases/drivers/driver.js'

/** A call with one parameter that is a tree, and others that are texts. */
export interface TreeCall {
  readonly method: string
  readonly name: string
  readonly value: unknown
  readonly shape: Shape
  readonly pairs: readonly Pair[]
}

/** JSON text with all digits of bigints. */
export function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)} : ${jsonText(member)}`)
  return `{ ${members.join(',')} }`
}

/** How clients of each protocol send a tree. */
export const waysToSay: Readonly<Record<string, (call: TreeCall) => Said>> = {
  'a JSON body': ({ method, name, value, pairs }) => {
    const body = jsonText({ ...Object.fromEntries(pairs), [name]: value })
    return post(`/api/${method}`, 'application/json', body)
  },
  'a JSON body of the native dialect': ({ method, name, value, pairs }) => {
    const body = jsonText({ ...Object.fromEntries(pairs), [name]: value })
    return post(`/rpc/${method}`, 'application/json', body)
  },
  'a form': ({ method, name, value, pairs }) =>
    post(`/api/${method}`, 'application/x-www-form-urlencoded', formOf([...pairs, [name, jsonText(value)]])),
  'generic SOAP': ({ method, name, value, pairs }) => {
    const params = [['method', method], ...pairs, [name, jsonText(value)]].map(([each, text]) =>
      element(each ?? '', escapeXml(text ?? '')),
    )
    return post(
      '/api/soap',
      'text/xml',
      envelope(`<i:ipernityRequest xmlns:i="urn:ipernity">${params.join('')}</i:ipernityRequest>`),
    )
  },
  'typed SOAP': ({ method, name, value, shape, pairs }) => {
    const params = pairs.map(([each, text]) => element(each, escapeXml(text))).join('')
    return post(
      '/api/soap',
      'text/xml',
      envelope(`<${method} xmlns="urn:babelgate:api">${elements(name, value, shape)}${params}</${method}>`),
    )
  },
  'an XML-RPC struct': ({ method, name, value, pairs }) =>
    post('/api/xmlrpc', 'text/xml', methodCall(method, [xmlRpcValue({ ...Object.fromEntries(pairs), [name]: value })])),
  'XML-RPC by position': ({ method, value, pairs }) =>
    post(`/api/xmlrpc?${formOf(pairs)}`, 'text/xml', methodCall(method, [xmlRpcValue(value), xmlRpcValue(null)])),
}

function post(target: string, type: string, body: string): Said {
  return { target, init: { method: 'POST', headers: { 'content-type': `${type}; charset=utf-8` }, body } }
}

function envelope(body: string): string {
  return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${body}</e:Body></e:Envelope>`
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}

function elements(name: string, value: unknown, declared: Shape): string {
  const shape = resolved(declared)
  if (value === undefined) return ''
  if (shape.kind === 'any') return element(name, escapeXml(jsonText(value)))
  if (shape.kind === 'file') throw new Error(`${shape.path} is a file, which no parameter can be`)
  if (shape.kind === 'scalar')
    return element(name, escapeXml(typeof value === 'number' ? plainDecimal(value) : String(value)))
  if (shape.kind === 'list') {
    const items: unknown[] = Array.isArray(value) ? value : []
    return items
      .map((item) =>
        shape.item.kind === 'list'
          ? element(name, elements(innerItem, item, shape.item))
          : elements(name, item, shape.item),
      )
      .join('')
  }
  const { members, rest } = shape.kind === 'union' ? shape.merged : shape
  const written = members.map((member) =>
    elements(member.xmlName, Reflect.get(Object(value), member.name), member.shape),
  )
  const others =
    rest === undefined
      ? []
      : Object.entries(Object(value)).map(([each, other]) =>
          element(recordEntry, element('name', escapeXml(each)) + elements('value', other, rest)),
        )
  return element(name, [...written, ...others].join(''))
}

function methodCall(method: string, values: readonly string[]): string {
  const params = values.map((value) => `<param>${value}</param>`).join('')
  return `<methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`
}

function xmlRpcValue(value: unknown): string {
  return element('value', typed(value))
}

function typed(value: unknown): string {
  if (value === null) return '<nil/>'
  if (typeof value === 'boolean') return element('boolean', value ? '1' : '0')
  if (typeof value === 'bigint') return element('i8', value.toString())
  if (typeof value === 'number') return element(Number.isSafeInteger(value) ? 'i8' : 'double', String(value))
  if (Array.isArray(value)) return element('array', element('data', value.map(xmlRpcValue).join('')))
  if (typeof value !== 'object') return element('string', escapeXml(String(value)))
  const members = Object.entries(value).map(([name, member]) =>
    element('member', element('name', escapeXml(name)) + xmlRpcValue(member)),
  )
  return element('struct', members.join(''))
}
