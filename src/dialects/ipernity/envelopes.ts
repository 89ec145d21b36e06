import type { Envelopes, Format, GenericSoap } from '../../core/dialect/envelopes.js'
import type { SpokenFault } from '../../core/dialect/faults.js'
import { jsonContentType } from '../../transports/shared/formats/json.js'
import { phpArray, phpArrayWith, phpContentType, phpString } from '../../transports/shared/formats/php.js'
import { xmlContentType, xmlDeclaration } from '../../transports/shared/formats/xml.js'
import { escapeAttribute } from '../../transports/shared/xml/escape.js'

/** The name of the status member; the payload is beside it, in XML inside it. */
const status = 'api'

/** The members of the status of a fault, in wire order (spec/ipernity-wire section 5). */
function faultMembers({ code, title, detail }: SpokenFault, at: number): [name: string, text: string][] {
  const members: [string, string][] = [
    ['status', 'error'],
    ['at', String(at)],
    ['code', String(code)],
    ['message', title],
  ]
  if (detail !== undefined) members.push(['detail', detail])
  return members
}

const json: Format = {
  notation: 'json-text',
  contentType: jsonContentType,
  faultContentType: jsonContentType,
  answer: (payload, { at }) => `{"${status}":{"status":"ok","at":"${at}"}${payload === '' ? '' : ','}${payload}}`,
  fault: (fault, _status, { at }) => JSON.stringify({ [status]: Object.fromEntries(faultMembers(fault, at)) }),
}

const xml: Format = {
  notation: 'xml',
  contentType: xmlContentType,
  faultContentType: xmlContentType,
  answer: (payload, { at }) =>
    `${xmlDeclaration}<${status} status="ok" at="${at}"${payload === '' ? '/>' : `>${payload}</${status}>`}`,
  fault(fault, _status, { at }) {
    const attributes = faultMembers(fault, at).map(([name, text]) => ` ${name}="${escapeAttribute(text)}"`)
    return `${xmlDeclaration}<${status}${attributes.join('')}></${status}>`
  },
}

const php: Format = {
  notation: 'php',
  contentType: phpContentType,
  faultContentType: phpContentType,
  answer(payload, { at }) {
    const members = phpStrings([
      ['status', 'ok'],
      ['at', String(at)],
    ])
    return phpArrayWith(phpString(status) + members, payload)
  },
  fault: (fault, _status, { at }) => phpArray([phpString(status) + phpStrings(faultMembers(fault, at))]),
}

function phpStrings(members: readonly (readonly [string, string])[]): string {
  return phpArray(members.map(([name, text]) => phpString(name) + phpString(text)))
}

/** The generic style of SOAP (spec/ipernity-wire sections 4 and 5). */
export const genericSoap: GenericSoap = {
  namespace: 'urn:ipernity',
  request: 'ipernityRequest',
  response: 'ipernityResponse',
  fault({ code: number, title, detail }, address) {
    const code = `ipernity.error.${number}`
    const help = `See ${address}?wsdl for more details`
    return {
      code,
      members: [
        ['faultcode', code],
        ['faultstring', title],
        ['faultactor', `${address}/`],
        ['details', detail === undefined ? help : `${detail}. ${help}`],
      ],
    }
  },
}

/** The envelopes of answers and faults (spec/ipernity-wire section 5). */
export const envelopes: Envelopes = {
  payload: { reserved: new Set([status]), list: 'items', value: 'value' },
  formats: new Map([
    ['json', json],
    ['xml', xml],
    ['php', php],
  ]),
  usual: json,
  soap: genericSoap,
  xmlrpc: 'struct',
  compressed: false,
  annotated: false,
}
