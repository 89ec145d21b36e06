import type { Pair } from '../../src/core/pair.js'
import { escapeText } from '../../src/transports/shared/xml/escape.js'

/** The namespaces of the two envelopes, and the media types that go with them. */
export const versions = {
  '1.1': { namespace: 'http://schemas.xmlsoap.org/soap/envelope/', contentType: 'text/xml' },
  '1.2': { namespace: 'http://www.w3.org/2003/05/soap-envelope', contentType: 'application/soap+xml' },
} as const
export type Version = keyof typeof versions
export const bothVersions = Object.keys(versions) as readonly Version[]

/** The namespace of the WSDL. */
export const api = 'urn:babelgate:api'

/** What a server answered to a posted envelope. */
export interface SoapReply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The code of the table that a fault carries, wherever its style puts it; undefined where there is none. */
  readonly code: number | undefined
}

/** Posts a body to the SOAP address. @param rest what follows `/api/soap` */
export async function postSoap(
  url: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': 'text/xml' },
  rest = '',
): Promise<SoapReply> {
  const response = await fetch(`${url}/api/soap${rest}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, code: codeIn(text) }
}

function codeIn(fault: string): number | undefined {
  const found = /<faultcode>ipernity\.error\.(\d+)<|<(?:s:D|d)etail><code>(\d+)</.exec(fault)
  return found === null ? undefined : Number(found[1] ?? found[2])
}

/** An envelope around a body. */
export function envelope(version: Version, body: string, header = ''): string {
  const head = header === '' ? '' : `<e:Header>${header}</e:Header>`
  return `<?xml version="1.0"?><e:Envelope xmlns:e="${versions[version].namespace}">${head}<e:Body>${body}</e:Body></e:Envelope>`
}

/** Elements of text. */
export function elements(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `<${name}>${escapeText(value)}</${name}>`).join('')
}

/** The generic request. */
export function generic(method: string, pairs: readonly Pair[]): string {
  return `<x:ipernityRequest xmlns:x="urn:ipernity">${elements([['method', method], ...pairs])}</x:ipernityRequest>`
}

/** A typed request. */
export function typed(method: string, pairs: readonly Pair[]): string {
  return `<${method} xmlns="${api}">${elements(pairs)}</${method}>`
}

/** Both styles of request, by name. */
export const styles = { generic, typed } as const
export type Style = keyof typeof styles
