import { apiError } from '../../core/api-error.js'
import type { XmlElement } from '../shared/xml/element.js'
import type { SoapParseState } from './parse-state.js'
import { type SoapVersion, versionOfNamespace } from './soap-version.js'

/** A parsed envelope. */
export interface Envelope {
  readonly headers: readonly XmlElement[]
  /** The one element in the body. */
  readonly request: XmlElement
}

/**
 * Parses an envelope and sets its version.
 *
 * @throws ApiError 121 for an invalid envelope or another SOAP version
 */
export function openEnvelope(root: XmlElement, state: SoapParseState): Envelope {
  if (root.name !== 'Envelope') throw invalid(`The document is ${root.name}, not an Envelope`)
  const version = versionOfNamespace(root.namespace)
  if (version === undefined) {
    state.refusal = { word: 'VersionMismatch' }
    throw invalid('The namespace of the Envelope is neither that of SOAP 1.1 nor that of SOAP 1.2')
  }
  state.version = version
  const { children } = root
  const header = isPart(children[0], 'Header', version) ? children[0] : undefined
  const body = header === undefined ? children[0] : children[1]
  if (!isPart(body, 'Body', version) || children.length > (header === undefined ? 1 : 2)) {
    throw invalid('An Envelope holds a Header, which may be left out, and a Body, and nothing else')
  }
  const [request] = body.children
  if (request === undefined) throw invalid('A Body holds exactly one element')
  if (body.children.some(({ name }) => name === 'multiRef')) throw invalid(multiRef)
  if (body.children.length > 1) throw invalid('A Body holds exactly one element')
  for (const { name, text } of [root, body]) {
    if (hasText(text)) throw invalid(`There is text in the ${name}`)
  }
  return { headers: header?.children ?? [], request }
}

const multiRef = 'multiRef elements (SOAP encoding) are not read; write each value where it belongs'

/** Whether text is not only white space. */
export function hasText(text: string): boolean {
  return /[^ \t\r\n]/.test(text)
}

/** The error for an unreadable envelope. */
export function invalid(detail: string, cause?: unknown) {
  return apiError('soap-invalid', cause === undefined ? { detail } : { detail, cause })
}

function isPart(element: XmlElement | undefined, name: string, version: SoapVersion): element is XmlElement {
  return element?.name === name && element.namespace === version.namespace
}
