import type { IncomingMessage } from 'node:http'
import { readEnvelopeText } from '../shared/read-body.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readXml } from '../shared/xml/read-xml.js'
import { XmlError } from '../shared/xml/xml-error.js'
import { invalid } from './envelope.js'

/**
 * Reads the document of a request, whatever type it is sent as: no type was ever prescribed to old clients.
 *
 * @throws ApiError 124 where the body is too large, 123 where it breaks off or is not compressed as it says, 121 where it
 * is no document that is read here
 */
export async function readDocument(req: IncomingMessage): Promise<XmlElement> {
  try {
    return readXml(await readEnvelopeText(req))
  } catch (thrown) {
    throw thrown instanceof XmlError ? invalid(thrown.message, thrown) : thrown
  }
}
