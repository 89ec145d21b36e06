import type { IncomingMessage } from 'node:http'
import { utf8Text } from '../shared/form.js'
import { mediaType } from '../shared/media-type.js'
import { readBody } from '../shared/read-body.js'
import type { XmlElement } from '../shared/xml/element.js'
import { readXml } from '../shared/xml/read-xml.js'
import { XmlError } from '../shared/xml/xml-error.js'
import { invalid } from './envelope.js'

const readable: ReadonlySet<string> = new Set(['', 'text/xml', 'application/soap+xml', 'application/xml'])

/**
 * Reads the document of a request.
 *
 * @throws ApiError 124 where the body is too large, 121 where it is no document that is read here
 */
export async function readDocument(req: IncomingMessage): Promise<XmlElement> {
  const type = mediaType(req)
  if (!readable.has(type))
    throw invalid(`A body of the type ${JSON.stringify(type)} is no SOAP envelope; send text/xml`)
  const text = utf8Text(await readBody(req))
  if (text === undefined) throw invalid('The document is not UTF-8')
  try {
    return readXml(text)
  } catch (thrown) {
    throw thrown instanceof XmlError ? invalid(thrown.message, thrown) : thrown
  }
}
