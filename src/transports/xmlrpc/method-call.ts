import { apiError } from '../../core/api-error.js'
import { limits } from '../shared/limits.js'
import { longer } from '../shared/longer.js'
import { trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readXml } from '../shared/xml/read-xml.js'
import { childrenOf, isNamed, partsOf, textOf } from './elements.js'
import { unreadable } from './envelope-error.js'

/** A `methodCall`: which method, and the `value` elements of its parameters. */
export interface MethodCall {
  readonly name: string
  readonly params: readonly XmlElement[]
}

const callParts = ['methodName', 'params']
const paramParts = ['value']

/**
 * Reads the document of a call. Missing and empty `params` both say that there are none.
 *
 * @throws XmlError where it is no XML, ApiError 122 where it is no call, 124 where the method's name is too long
 */
export function readMethodCall(text: string): MethodCall {
  const root = readXml(text)
  if (!isNamed(root, 'methodCall')) throw unreadable(`The root must be methodCall, not ${root.name}`)
  const [methodName, params] = partsOf(root, callParts)
  if (methodName === undefined) throw unreadable('The call lacks its element methodName')
  return {
    name: checkName(trimSpace(textOf(methodName))),
    params: params === undefined ? [] : childrenOf(params).map(readParam),
  }
}

/** Holds the name of a method to the length of names, since it is written to the log. @throws ApiError 124 */
export function checkName(name: string): string {
  if (longer(name, limits.name)) {
    throw apiError(124, { detail: `The name of a method takes at most ${limits.name} bytes` })
  }
  return name
}

function readParam(param: XmlElement): XmlElement {
  if (!isNamed(param, 'param')) throw unreadable(`The element params cannot hold the element ${param.name}`)
  const [value] = partsOf(param, paramParts)
  if (value === undefined) throw unreadable('A param lacks its value')
  return value
}
