import { decodeXml } from '../shared/xml/decode-xml.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readXml } from '../shared/xml/read-xml.js'
import { XmlError } from '../shared/xml/xml-error.js'
import { invalid } from './envelope.js'

/**
 * Reads the document of a request, whatever type it is sent as: no type was ever prescribed to old clients.
 *
 * @param charset what the Content-Type says of the encoding
 * @throws ApiError 121 where it is no document that is read here
 */
export function readDocument(body: Buffer, charset: string | undefined): XmlElement {
  try {
    return readXml(decodeXml(body, charset))
  } catch (thrown) {
    throw thrown instanceof XmlError ? invalid(thrown.message, thrown) : thrown
  }
}
