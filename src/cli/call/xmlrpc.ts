import { escapeText } from '../../transports/shared/xml/escape.js'
import type { CallProtocol } from './protocol.js'

/** XML-RPC: one struct of strings; files go inside the document, as base64. */
export const xmlrpc: CallProtocol = {
  async write({ method, pairs, files, format }) {
    const members = pairs.map(([name, value]) => member(name, `<string>${escapeText(value)}</string>`))
    for (const { name, content } of files) {
      const bytes = Buffer.from(await content.arrayBuffer())
      members.push(member(name, `<base64>${bytes.toString('base64')}</base64>`))
    }
    const params = `<params><param><value><struct>${members.join('')}</struct></value></param></params>`
    return {
      path: format === undefined ? '/api/xmlrpc' : `/api/xmlrpc/${format}`,
      headers: { 'content-type': 'text/xml' },
      body: `<?xml version="1.0"?>\n<methodCall><methodName>${escapeText(method)}</methodName>${params}</methodCall>`,
    }
  },
  succeeded: (body) => !body.includes('<methodResponse><fault>'),
}

function member(name: string, value: string): string {
  return `<member><name>${escapeText(name)}</name><value>${value}</value></member>`
}
