import type { IncomingMessage } from 'node:http'
import { malformed } from '../../core/api-error.js'
import type { XmlElement } from '../shared/xml/element.js'

/**
 * Checks that neither SOAPAction (SOAP 1.1) nor the parameter `action` of the media type (SOAP 1.2) names another
 * operation than the body does: each may be left out or empty, be the operation's name, or end in it after `#` or `/`. The body alone decides; a header that contradicts it is how calls are smuggled past
 * filters that look at headers.
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
  // Several headers of the name arrive as one, joined by a comma and a space, which no URI holds.
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
