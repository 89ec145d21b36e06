import { signApi } from '../../src/core/auth/api-sig.js'
import type { Pair } from '../../src/core/pair.js'
import type { Application } from '../../src/core/ports/app-store.js'
import { ipernity as dialect } from '../../src/dialects/ipernity/index.js'

/** What a server answered to a posted document. */
export interface XmlRpcReply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The code of the fault; undefined where there is none. */
  readonly fault: number | undefined
  /** The text of the fault. */
  readonly message: string | undefined
}

/** Posts a document to the XML-RPC address. @param rest what follows `/api/xmlrpc` */
export async function postXml(url: string, body: string | Buffer, rest = '', headers = {}): Promise<XmlRpcReply> {
  const response = await fetch(`${url}/api/xmlrpc${rest}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, ...faultIn(text) }
}

/** The fault in a document, or in a part of one. */
export function faultIn(text: string): Pick<XmlRpcReply, 'fault' | 'message'> {
  const [, code, message] =
    /<name>faultCode<\/name><value><int>(\d+)<\/int><\/value><\/member><member><name>faultString<\/name><value><string>([^<]*)</.exec(
      text,
    ) ?? []
  return { fault: code === undefined ? undefined : Number(code), message }
}

/** A document that calls a method with values that are written already. */
export function methodCall(method: string, ...values: readonly string[]): string {
  const params = values.map((value) => `<param><value>${value}</value></param>`).join('')
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`
}

/** A struct of values that are written already. */
export function struct(members: Readonly<Record<string, string>> | readonly Pair[]): string {
  const pairs = Array.isArray(members) ? members : Object.entries(members)
  return `<struct>${pairs.map(([name, value]) => `<member><name>${name}</name><value>${value}</value></member>`).join('')}</struct>`
}

/** A string, escaped. */
export function string(text: string): string {
  return `<string>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</string>`
}

/** An array of values that are written already. */
export function array(...values: readonly string[]): string {
  return `<array><data>${values.map((value) => `<value>${value}</value>`).join('')}</data></array>`
}

/** A struct of strings with key and signature. */
export function signedStruct(app: Application, method: string, pairs: readonly Pair[]): string {
  const all: Pair[] = [['api_key', app.key], ...pairs]
  const signature = signApi({ dialect, pairs: all, method }, app.secret)
  return struct([...all, ['api_sig', signature] as Pair].map(([name, text]): Pair => [name, string(text)]))
}
