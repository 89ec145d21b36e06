import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { ApiError } from '../../../src/core/api-error.js'
import { charsetOf } from '../../../src/transports/shared/media-type.js'
import { readBody } from '../../../src/transports/shared/read-body.js'
import { decodeXml } from '../../../src/transports/shared/xml/decode-xml.js'
import { XmlError } from '../../../src/transports/shared/xml/xml-error.js'

/** Answers with the text it has read, or with the code of the error. */
const server = createServer((req, res) => {
  readBody(req)
    .then((body) => decodeXml(body, charsetOf(req)))
    .then(
      (text) => res.end(`${text.length}:${text.slice(0, 1000)}`),
      (error: unknown) => {
        const code = error instanceof ApiError ? error.code : error instanceof XmlError ? 'xml' : `uncaught ${error}`
        res.end(String(code))
      },
    )
})
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())))

/** Posts chunks as they are; without an announced length where there are many. */
function post(headers: IncomingHttpHeaders, ...chunks: Buffer[]): Promise<string> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const length = chunks.length === 1 ? { 'content-length': String(chunks[0]?.length) } : {}
    const req = request({ port, host: '127.0.0.1', method: 'POST', agent: false, headers: { ...headers, ...length } })
    req.once('error', reject)
    req.once('response', (res) => {
      const pieces: Buffer[] = []
      res.on('data', (piece: Buffer) => pieces.push(piece))
      res.once('end', () => resolve(Buffer.concat(pieces).toString()))
    })
    for (const chunk of chunks) req.write(chunk)
    req.end()
  })
}

const document = Buffer.from('<a>é</a>')
const limit = 1024 * 1024

/** Bytes that compress badly, of a given size. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = 1
  for (let at = 0; at < size; at++) {
    state = (state * 48271) % 0x7fffffff
    bytes[at] = 0x20 + (state % 64)
  }
  return bytes
}

describe('codings', () => {
  test.each([
    ['none', undefined, document],
    ['identity', 'identity', document],
    ['gzip', 'gzip', gzipSync(document)],
    ['gzip in capitals', 'GZIP', gzipSync(document)],
    ['x-gzip', 'x-gzip', gzipSync(document)],
    ['deflate, as the RFC has it', 'deflate', deflateSync(document)],
    ['deflate without the header of zlib', 'deflate', deflateRawSync(document)],
  ])('%s', async (_what, coding, body) => {
    const headers = coding === undefined ? {} : { 'content-encoding': coding }
    expect(await post(headers, body)).toBe('8:<a>é</a>')
    expect(await post(headers, ...Array.from(body, (byte) => Buffer.from([byte])))).toBe('8:<a>é</a>')
  })

  test.each([
    ['brotli', 'br', document],
    ['a word', 'constructor', document],
    ['two codings', 'gzip, gzip', gzipSync(gzipSync(document))],
    ['what is no gzip', 'gzip', document],
    ['what is no deflate', 'deflate', Buffer.from('zzzz')],
    ['gzip that breaks off', 'gzip', gzipSync(document).subarray(0, -9)],
    ['gzip with a wrong checksum', 'gzip', Buffer.concat([gzipSync(document).subarray(0, -8), Buffer.alloc(8)])],
    ['gzip of nothing at all', 'gzip', Buffer.alloc(0)],
  ])('%s is 123', async (_what, coding, body) => {
    expect(await post({ 'content-encoding': coding }, body)).toBe('123')
  })
})

describe('limits, at each and one past it', () => {
  test('1 MiB, plain', async () => {
    expect(await post({}, noise(limit))).toMatch(/^1048576:/)
    expect(await post({}, noise(limit + 1))).toBe('124')
    expect(await post({}, noise(limit), Buffer.from('x'))).toBe('124')
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('1 MiB, out of %s', async (coding, compress) => {
    expect(await post({ 'content-encoding': coding }, compress(noise(limit)))).toMatch(/^1048576:/)
    expect(await post({ 'content-encoding': coding }, compress(noise(limit + 1)))).toBe('124')
  })

  test('100 times what was sent', async () => {
    // A file name in the header (RFC 1952) makes the compressed body exactly as long as each case needs it.
    const size = 200_000
    const packed = gzipSync(Buffer.alloc(size, 'a'))
    expect(size / packed.length).toBeGreaterThan(100)
    const sent = (length: number) => {
      const header = Buffer.concat([packed.subarray(0, 3), Buffer.from([8]), packed.subarray(4, 10)])
      const name = Buffer.concat([Buffer.alloc(length - packed.length - 1, 'n'), Buffer.alloc(1)])
      return Buffer.concat([header, name, packed.subarray(10)])
    }
    expect(sent(size / 100)).toHaveLength(2000)
    expect(await post({ 'content-encoding': 'gzip' }, sent(2000))).toMatch(/^200000:aaa/)
    expect(await post({ 'content-encoding': 'gzip' }, sent(1999))).toBe('124')
  })

  test('a bomb costs no more memory than a body', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * limit))
    const before = process.memoryUsage().rss
    expect(await post({ 'content-encoding': 'gzip' }, bomb)).toBe('124')
    expect(await post({ 'content-encoding': 'gzip' }, bomb.subarray(0, 50_000), bomb.subarray(50_000))).toBe('124')
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * limit)
  })
})

test('the charset of the header is applied', async () => {
  const latin1 = Buffer.from('<a>é</a>', 'latin1')
  expect(await post({ 'content-type': 'text/xml; charset=ISO-8859-1' }, latin1)).toBe('8:<a>é</a>')
  expect(await post({ 'content-type': 'text/xml;charset="iso-8859-1"; action=x' }, latin1)).toBe('8:<a>é</a>')
  expect(await post({ 'content-type': 'text/xml; charset=utf-8' }, latin1)).toBe('xml')
  expect(await post({ 'content-type': 'text/xml; charset=utf-7' }, document)).toBe('xml')
  expect(await post({ 'content-type': 'text/xml' }, latin1)).toBe('xml')
})

test('a client that hangs up amid a compressed body leaves nothing waiting', async () => {
  const outcome = new Promise<unknown>((resolve) => {
    const listener = createServer((req) => void readBody(req).catch((error: unknown) => resolve(error)))
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo
      const req = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-encoding': 'gzip' } })
      req.on('error', () => listener.close())
      req.write(gzipSync(noise(50_000)).subarray(0, 20_000), () => setTimeout(() => req.destroy(), 20))
    })
  })
  expect(await outcome).toMatchObject({ code: 123 })
})
