import { genericSoap } from '../../dialects/ipernity/envelopes.js'
import { escapeText } from '../../transports/shared/xml/escape.js'
import { soap12 } from '../../transports/soap/soap-version.js'
import { writeEnvelope } from '../../transports/soap/write-envelope.js'
import { UsageError } from '../output.js'
import type { CallProtocol } from './protocol.js'

/** SOAP 1.2 in the generic style; files go inside the envelope, as base64. */
export const soap: CallProtocol = {
  async write({ method, pairs, files, format }) {
    const params = pairs.map(([name, value]) => element(name, value))
    for (const { name, content } of files) {
      params.push(element(name, Buffer.from(await content.arrayBuffer()).toString('base64')))
    }
    const inside = `${element('method', method)}${params.join('')}`
    const { request: name, namespace } = genericSoap
    const request = `<x:${name} xmlns:x="${namespace}">${inside}</x:${name}>`
    return {
      path: format === undefined ? '/api/soap' : `/api/soap/${format}`,
      headers: { 'content-type': soap12.contentType },
      body: writeEnvelope(soap12, request),
    }
  },
  succeeded: (body) => !body.includes('<s:Fault>'),
}

function element(name: string, text: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) {
    throw new UsageError(`${name} cannot be the name of an XML element; send it over REST`)
  }
  return `<${name}>${escapeText(text)}</${name}>`
}
