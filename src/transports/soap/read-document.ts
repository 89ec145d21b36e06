import type { IncomingMessage } from 'node:http'
import { mediaType } from '../shared/media-type.js'
import { readEnvelopeText } from '../shared/read-body.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readXml } from '../shared/xml/read-xml.js'
import { XmlError } from '../shared/xml/xml-error.js'
import { invalid } from './envelope.js'

const readable: ReadonlySet<string> = new Set(['', 'text/xml', 'application/soap+xml', 'application/xml'])

/**
 * Reads the document of a request.
 *
 * @throws ApiError 124 where the body is too large, 123 where it breaks off or is not compressed as it says, 121 where it
 * is no document that is read here
 */
export async function readDocument(req: IncomingMessage): Promise<XmlElement> {
  const type = mediaType(req)
  if (!readable.has(type))
    throw invalid(`A body of the type ${JSON.stringify(type)} is no SOAP envelope; send text/xml`)
  try {
    return readXml(await readEnvelopeText(req))
  } catch (thrown) {
    throw thrown instanceof XmlError ? invalid(thrown.message, thrown) : thrown
  }
}
