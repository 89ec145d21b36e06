import { type Driver, formOf, headersOf, type Said, type Sent } from './driver.js'

const contentTypes = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
  php: 'text/plain; charset=utf-8',
} as const

/** REST by form, or by multipart where there are files. */
export function restDriver(format: keyof typeof contentTypes): Driver {
  return {
    name: `REST ${format}`,
    traits: new Set(['verbs'] as const),
    contentType: contentTypes[format],
    say(sent) {
      const path = `/api/${encodeURIComponent(sent.method)}/${sent.format ?? format}`
      const form = formOf(sent.pairs)
      if (sent.verb === 'GET') return { target: `${path}?${form}`, init: { headers: headersOf(sent) } }
      if (sent.files !== undefined) return { target: path, init: multipart(sent, sent.files) }
      const headers = headersOf(sent, 'application/x-www-form-urlencoded')
      return { target: path, init: { method: 'POST', headers, body: form } }
    },
    unreadable: { said: { target: `/api/test.hello/${format}?broken=%zz`, init: {} }, code: 123 },
  }
}

/** A multipart body. Written by hand, because `FormData` changes line ends; files have no names of their own, as in envelopes. */
export function multipart(sent: Sent, files: NonNullable<Sent['files']>): Said['init'] {
  const boundary = 'boundary-of-the-case-suite'
  const part = (disposition: string, type: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type}\r\n`),
      content,
      Buffer.from('\r\n'),
    ])
  const body = Buffer.concat([
    ...sent.pairs.map(([name, value]) => part(`name="${name}"`, '', Buffer.from(value))),
    ...Object.entries(files).map(([name, content]) =>
      part(`name="${name}"; filename=""`, 'Content-Type: application/octet-stream\r\n', content),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  const headers = headersOf(sent, `multipart/form-data; boundary=${boundary}`)
  return { method: 'POST', headers, body: new Uint8Array(body) }
}
