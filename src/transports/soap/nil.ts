import { trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'

/** The namespaces of `xsi:nil` (XML Schema part 1, section 2.6.2) and of its predecessor `xsi:null`. */
export const instanceNamespaces: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/XMLSchema-instance',
  'http://www.w3.org/2000/10/XMLSchema-instance',
  'http://www.w3.org/1999/XMLSchema-instance',
])

/** Whether an element is nil; the parameter is then absent. */
export function isNil({ attributes }: XmlElement): boolean {
  return attributes.some(
    ({ name, namespace, value }) =>
      (name === 'nil' || name === 'null') &&
      instanceNamespaces.has(namespace) &&
      ['1', 'true'].includes(trimSpace(value)),
  )
}
