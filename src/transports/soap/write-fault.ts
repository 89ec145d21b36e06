import { type ApiError, isGatewayFault } from '../../core/api-error.js'
import type { GenericSoapFault } from '../../core/dialect/envelopes.js'
import { type SpokenFault, spokenFault } from '../../core/dialect/faults.js'
import type { Dialect } from '../../core/dialect.js'
import { escapeAttribute, escapeText } from '../shared/xml/escape.js'
import { faultName, typedNamespace } from './namespaces.js'
import type { SoapParseState, SoapRefusal } from './parse-state.js'
import { type SoapVersion, soap11, soap12 } from './soap-version.js'
import { writeEnvelope } from './write-envelope.js'

/** The HTTP status of a fault, by the HTTP binding of the SOAP version. */
export function faultStatus(error: ApiError, { version, refusal }: SoapParseState): number {
  if (refusal !== undefined) return 500
  return partyOf(error, version).status
}

/**
 * Writes a fault.
 *
 * @param dialect the dialect, which supplies codes and texts
 * @param address the SOAP address of the server, for links in generic faults
 */
export function writeFault(
  error: ApiError,
  { version, style, refusal }: SoapParseState,
  dialect: Dialect,
  address: string,
): string {
  const fault = spokenFault(dialect, error)
  const { soap } = dialect.envelopes
  if (refusal !== undefined) return writeRefusal(fault, version, refusal)
  const who = partyOf(error, version)
  if (style === 'generic' && soap !== undefined) {
    return envelop(version, genericFault(soap.fault(fault, address), fault.title, version, who.word))
  }
  const members = element('code', String(fault.code)) + element('message', fault.title) + sentence(fault)
  // Clients without a WSDL read the bare members, so the element of the WSDL comes after them.
  const detail = `${members}<${faultName} xmlns="${typedNamespace}">${members}</${faultName}>`
  return envelop(version, standardFault(version, { word: who.word, text: fault.title, detail }))
}

/** The fault code of the responsible party. */
function partyOf(error: ApiError, version: SoapVersion) {
  return isGatewayFault(error) ? version.receiver : version.sender
}

/** Writes the documented generic fault; in SOAP 1.2 the standard members precede it. */
function genericFault({ code, members }: GenericSoapFault, title: string, version: SoapVersion, word: string): string {
  const documented = members.map(([name, text]) => element(name, text)).join('')
  if (version === soap11) return documented
  const subcode = `<s:Subcode><s:Value>${escapeText(code)}</s:Value></s:Subcode>`
  return `<s:Code><s:Value>s:${word}</s:Value>${subcode}</s:Code>${reason(title)}${documented}`
}

/** Writes a refusal with a fault code of SOAP. It is not about the body, so it has no detail (1.1 section 4.4). */
function writeRefusal(error: SpokenFault, version: SoapVersion, refusal: SoapRefusal): string {
  const text = error.detail ?? error.title
  return envelop(version, standardFault(version, { word: refusal.word, text, detail: '' }), headersOf(version, refusal))
}

/** The headers of SOAP 1.2 refusals (part 1, sections 5.4.7 and 5.4.8). */
function headersOf(version: SoapVersion, refusal: SoapRefusal): string {
  if (refusal.word === 'VersionMismatch') {
    if (version === soap11) return ''
    const supported = [soap12, soap11].map(
      ({ namespace }) => `<s:SupportedEnvelope qname="e:Envelope" xmlns:e="${namespace}"/>`,
    )
    return `<s:Upgrade>${supported.join('')}</s:Upgrade>`
  }
  if (version === soap11) return ''
  return refusal.headers
    .map(({ name, namespace }) =>
      namespace === ''
        ? `<s:NotUnderstood qname="${name}"/>`
        : `<s:NotUnderstood qname="h:${name}" xmlns:h="${escapeAttribute(namespace)}"/>`,
    )
    .join('')
}

/** The content of a standard fault. */
interface StandardFault {
  readonly word: string
  readonly text: string
  /** Elements; empty where there is no detail. */
  readonly detail: string
}

/** Writes a standard fault: SOAP 1.1 section 4.4, SOAP 1.2 part 1 section 5.4. */
function standardFault(version: SoapVersion, { word, text, detail }: StandardFault): string {
  if (version === soap11) {
    const entries = detail === '' ? '' : `<detail>${detail}</detail>`
    return element('faultcode', `s:${word}`) + element('faultstring', text) + entries
  }
  const entries = detail === '' ? '' : `<s:Detail>${detail}</s:Detail>`
  return `<s:Code><s:Value>s:${word}</s:Value></s:Code>${reason(text)}${entries}`
}

function envelop(version: SoapVersion, fault: string, header = ''): string {
  return writeEnvelope(version, `<s:Fault>${fault}</s:Fault>`, '', header)
}

function reason(text: string): string {
  return `<s:Reason><s:Text xml:lang="en">${escapeText(text)}</s:Text></s:Reason>`
}

function sentence({ detail }: SpokenFault): string {
  return detail === undefined ? '' : element('detail', detail)
}

function element(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`
}
