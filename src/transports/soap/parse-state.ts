import type { XmlElement } from '../shared/xml/element.js'
import type { SoapVersion } from './soap-version.js'

/** What SOAP itself refuses, with fault codes of its own. */
export type SoapRefusal =
  | { readonly word: 'VersionMismatch' }
  | { readonly word: 'MustUnderstand'; readonly headers: readonly XmlElement[] }

/**
 * What is known of a request so far. Answers and faults are written by it, also where reading stops halfway, so it
 * begins with what can be assumed and is corrected as reading goes on.
 */
export interface SoapParseState {
  version: SoapVersion
  /** Whether the request names its method inside (generic), or is named after it (typed). */
  style: 'generic' | 'typed'
  refusal?: SoapRefusal
}
