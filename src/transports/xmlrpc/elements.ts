import type { ApiError } from '../../core/api-error.js'
import type { XmlElement } from '../shared/xml/element.js'
import { unreadable } from './envelope-error.js'

/** Any character but white space of XML. */
const content = /[^\t\n\r ]/

/** The children of an element. @throws ApiError 122 where it has text */
export function childrenOf(element: XmlElement): readonly XmlElement[] {
  if (element.text !== '' && content.test(element.text))
    throw unreadable(`The element ${element.name} holds text beside its elements`)
  return element.children
}

/** The text of an element. @throws ApiError 122 where it has child elements */
export function textOf(element: XmlElement): string {
  const child = element.children[0]
  if (child !== undefined) throw unreadable(`The element ${element.name} holds the element ${child.name}`)
  return element.text
}

/**
 * The children of an element in the order of `names`, each at most once and in no namespace; undefined for an absent one.
 *
 * @throws ApiError 122 for an unexpected or repeated child
 */
export function partsOf(element: XmlElement, names: readonly string[]): readonly (XmlElement | undefined)[] {
  const children: (XmlElement | undefined)[] = []
  for (const child of childrenOf(element)) {
    const place = child.namespace === '' ? names.indexOf(child.name) : -1
    if (place === -1) throw unexpected(element, child)
    if (children[place] !== undefined)
      throw unreadable(`The element ${element.name} holds the element ${child.name} twice`)
    children[place] = child
  }
  return children
}

function unexpected({ name }: XmlElement, child: XmlElement): ApiError {
  const where = child.namespace === '' ? '' : ` in the namespace ${child.namespace}; XML-RPC takes none`
  return unreadable(`The element ${name} cannot hold the element ${child.name}${where}`)
}

/** Whether an element has this name, in no namespace. */
export function isNamed(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespace === ''
}
