import type { Dialect } from '../../core/dialect.js'
import type { PairList } from '../shared/pair-list.js'
import { trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'
import { invalid } from './envelope.js'
import { typedNamespace } from './namespaces.js'
import type { SoapParseState } from './parse-state.js'
import type { SoapVersion } from './soap-version.js'

/** The header for credentials, for clients whose tools cannot add them to the body. */
export const credentialsHeader = 'credentials'

/**
 * Reads the credentials header as parameters.
 *
 * @throws ApiError 121 for an unknown header with mustUnderstand
 */
export function readHeaders(
  headers: readonly XmlElement[],
  state: SoapParseState,
  { credentials, envelopes }: Dialect,
  list: PairList,
): void {
  if (headers.length === 0) return
  const isCredentials = ({ name, namespace }: XmlElement) =>
    name === credentialsHeader && ['', typedNamespace, envelopes.soap?.namespace].includes(namespace)
  const notUnderstood = headers.filter((header) => !isCredentials(header) && mustBeUnderstood(header, state.version))
  if (notUnderstood.length > 0) {
    state.refusal = { word: 'MustUnderstand', headers: notUnderstood }
    throw invalid(`The header ${notUnderstood.map((header) => header.name).join(', ')} is not understood here`)
  }
  for (const { name, children, text } of headers.filter(isCredentials).flatMap((header) => header.children)) {
    if (!credentials.reserved.has(name) || children.length > 0)
      list.refuse(`The header ${credentialsHeader} cannot hold ${name}`)
    list.add(name, trimSpace(text))
  }
}

/** Whether a header is addressed to the gateway and has mustUnderstand (SOAP 1.1 section 4.2.3, 1.2 part 1 section 5.2.3). */
function mustBeUnderstood({ attributes }: XmlElement, version: SoapVersion): boolean {
  const value = (name: string) => {
    const found = attributes.find((attribute) => attribute.name === name && attribute.namespace === version.namespace)
    return trimSpace(found?.value ?? '')
  }
  return !['', '0', 'false'].includes(value('mustUnderstand')) && version.ownRoles.has(value(version.role))
}
