import type { IncomingMessage } from 'node:http'
import { malformed } from '../../core/api-error.js'
import type { XmlElement } from '../shared/xml/element.js'

/**
 * Checks that SOAPAction (SOAP 1.1) and the parameter `action` of the media type (SOAP 1.2) match the operation of the
 * body: each may be absent, empty, the name of the operation, or end in it after `#` or `/`. The body alone selects the
 * operation; a contradicting header could smuggle a call past a filter that reads headers.
 *
 * @throws ApiError 123
 */
export function checkAction({ headers }: IncomingMessage, { name, namespace }: XmlElement): void {
  const header = headers['soapaction']
  if (header !== undefined) checkNamed(String(header), name, namespace)
  const type = headers['content-type']
  if (type?.includes('action')) for (const action of actionsOf(type)) checkNamed(action, name, namespace)
}

function checkNamed(action: string, operation: string, namespace: string): void {
  const named = action.trim().replace(/^"(.*)"$/, '$1')
  // Repeated headers arrive joined by a comma and a space, which no URI contains.
  const single = !/[\s"]/.test(named)
  if (named === '' || named === operation) return
  if (single && (named.endsWith(`#${operation}`) || named.endsWith(`/${operation}`))) return
  throw malformed(
    `The SOAP action must name the operation of the body: ${namespace}#${operation}, ${operation}, or nothing`,
  )
}

/** The `action` parameters of a media type (RFC 3902); a value may be quoted, with backslashes before quotes. */
function actionsOf(contentType: string): string[] {
  const parameters = contentType.matchAll(/;\s*action\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)/gi)
  return [...parameters].map(([, value = '']) => value.replace(/\\(.)/g, '$1'))
}
