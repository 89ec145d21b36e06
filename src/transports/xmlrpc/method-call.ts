import { checkMethodName } from '../shared/method-name.js'
import { trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readXml } from '../shared/xml/read-xml.js'
import { childrenOf, isNamed, partsOf, textOf } from './elements.js'
import { unreadable } from './envelope-error.js'

/** A `methodCall`: the method name, and the `value` elements of its parameters. */
export interface MethodCall {
  readonly name: string
  readonly params: readonly XmlElement[]
}

const callParts = ['methodName', 'params']
const paramParts = ['value']

/**
 * Parses the document of a call. `params` may be absent or empty.
 *
 * @throws XmlError for invalid XML, ApiError 122 for no valid call, 124 for a method name beyond the limit
 */
export function readMethodCall(text: string): MethodCall {
  const root = readXml(text)
  if (root.name !== 'methodCall') throw unreadable(`The root must be methodCall, not ${root.name}`)
  if (root.namespace !== '') throw unreadable(`methodCall is in the namespace ${root.namespace}; XML-RPC takes none`)
  const [methodName, params] = partsOf(root, callParts)
  if (methodName === undefined) throw unreadable('The call lacks its element methodName')
  return {
    name: checkMethodName(trimSpace(textOf(methodName))),
    params: params === undefined ? [] : childrenOf(params).map(readParam),
  }
}

function readParam(param: XmlElement): XmlElement {
  if (!isNamed(param, 'param')) throw unreadable(`The element params cannot hold the element ${param.name}`)
  const [value] = partsOf(param, paramParts)
  if (value === undefined) throw unreadable('A param lacks its value')
  return value
}
