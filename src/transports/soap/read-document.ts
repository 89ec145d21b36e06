import type { IncomingMessage } from 'node:http'
import { apiError } from '../../core/api-error.js'
import { charsetOf, mediaType } from '../shared/media-type.js'
import { decodeXml } from '../shared/xml/decode-xml.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readXml } from '../shared/xml/read-xml.js'
import { XmlError } from '../shared/xml/xml-error.js'
import { invalid } from './envelope.js'

const attachments =
  'Multipart messages (MTOM, SOAP with Attachments) are not read; send the envelope alone, with files in it as base64'

/**
 * Parses the document of a request, whatever its content type, which old clients were never required to set.
 *
 * @throws ApiError 121 for an unreadable document, 124 for a name beyond the limit
 */
export function readDocument(body: Buffer, req: IncomingMessage): XmlElement {
  try {
    return readXml(decodeXml(body, charsetOf(req)))
  } catch (thrown) {
    if (!(thrown instanceof XmlError)) throw thrown
    if (thrown.kind === 'long-name') throw apiError('request-too-large', { detail: thrown.message, cause: thrown })
    if (mediaType(req).startsWith('multipart/')) throw invalid(attachments, thrown)
    throw invalid(thrown.message, thrown)
  }
}
