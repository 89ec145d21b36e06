import type { XmlElement } from '../shared/xml/element.js'
import type { SoapVersion } from './soap-version.js'

/** Refusals with fault codes of SOAP itself. */
export type SoapRefusal =
  | { readonly word: 'VersionMismatch' }
  | { readonly word: 'MustUnderstand'; readonly headers: readonly XmlElement[] }

/**
 * The state of parsing a request, by which answers and faults are written. It begins with defaults and is updated while
 * parsing, so that a fault of an incomplete parse can be written too.
 */
export interface SoapParseState {
  version: SoapVersion
  /** Whether the request contains the method name (generic) or is named after it (typed). */
  style: 'generic' | 'typed'
  refusal?: SoapRefusal
}
