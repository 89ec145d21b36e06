import { request } from 'node:http'
import { join } from 'node:path'
import { createFileStore } from '../../../src/stores/files/file-store.js'
import { createDocuments } from '../../../src/stores/sql/documents/documents.js'
import type { Answer } from '../../support/member.js'
import { useMembers } from '../../support/members-bed.js'
import { jpeg, pdf, png } from '../../support/pictures.js'

const bed = useMembers()

/** What is kept of a document. */
const stored = (id: string) => createDocuments(bed().server.services.sql).find(id)

/** Uploads a file and gives what doc.get shows to its owner. */
async function upload(file: Uint8Array, params: Record<string, string> = {}): Promise<Answer> {
  const zoe = await bed().clients.member()
  const { doc_id } = await zoe.call('upload.file', { async: '0', ...params }, new Blob([new Uint8Array(file)]))
  return (await zoe.call('doc.get', { doc_id })).doc
}

/** Asks for a path exactly as it is written, which URLs do not allow, and with no headers but these. */
function rawStatus(path: string, headers: Record<string, string> = {}): Promise<number> {
  const { hostname, port } = new URL(bed().server.url)
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asking.on('error', reject).end()
  })
}

const always = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
}
const headersOf = (response: Response) => Object.fromEntries(response.headers)

test('a picture is served inline with its content type, sandboxed', async () => {
  const file = await jpeg(120, 80)
  const { original, thumbs } = await upload(file, { is_public: '1' })
  const response = await fetch(original.url)
  expect(headersOf(response)).toMatchObject({
    ...always,
    'content-type': 'image/jpeg',
    'content-length': String(file.length),
    'cache-control': 'public, max-age=2592000',
    'accept-ranges': 'bytes',
  })
  expect(response.headers.has('content-disposition')).toBe(false)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(file)
  expect((await fetch(thumbs.thumb[0].url)).headers.get('content-type')).toBe('image/jpeg')
})

test('a type that browsers cannot show safely is served as a download', async () => {
  const { original } = await upload(pdf)
  expect(headersOf(await fetch(original.url))).toMatchObject({
    ...always,
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
  })
})

test('a private file stays out of shared caches', async () => {
  const { original } = await upload(await png(), { is_family: '1' })
  expect(headersOf(await fetch(original.url))).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'private, no-cache',
  })
})

test('ranges, HEAD and conditional requests are answered', async () => {
  const file = await jpeg(120, 80)
  const { original } = await upload(file)
  const part = await fetch(original.url, { headers: { range: 'bytes=10-19' } })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${file.length}`])
  expect(Buffer.from(await part.arrayBuffer())).toEqual(file.subarray(10, 20))
  const beyond = await fetch(original.url, { headers: { range: 'bytes=9999999-' } })
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${file.length}`])
  const head = await fetch(original.url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(file.length), ''])
  const etag = head.headers.get('etag') ?? ''
  expect(await rawStatus(new URL(original.url).pathname, { 'if-none-match': etag })).toBe(304)
  expect(await rawStatus(new URL(original.url).pathname, { 'if-none-match': '"other"' })).toBe(200)
})

test('the path of a file is made of id, secret, label and extension', async () => {
  const doc = await upload(await jpeg(120, 80))
  for (const { url, path, secret, label, ext, farm } of doc.thumbs.thumb) {
    expect(url).toBe(`${bed().server.url}${path}${doc.doc_id}.${secret}.${label}.${ext}`)
    expect([farm, path, secret]).toEqual([
      '1',
      expect.stringMatching(/^\/file\/\d\d\/$/),
      expect.stringMatching(/^\w{32}$/),
    ])
  }
  const secrets = [doc.thumbs.thumb[0].secret, doc.original.url.split('.').at(-2)]
  expect(new Set(secrets).size).toBe(2)
})

test('every path that is no file has the same 404', async () => {
  const doc = await upload(await jpeg(120, 80))
  const { path, secret } = doc.thumbs.thumb[0]
  const id = doc.doc_id
  const { fileKey = '' } = (await stored(id)) ?? {}
  const other = '0'.repeat(32)
  const wrong = [
    `${path}${id}.${other}.75x.jpg`,
    `${path}${id}.${secret}.75x.png`,
    `${path}${id}.${secret}.640.jpg`,
    `${path}${id}.${secret}.jpg`,
    `${path}${id}.${secret}.original.jpg`,
    `${path}99999999.${secret}.75x.jpg`,
    `/file/99/${id}.${secret}.75x.jpg`,
    `${path}${id}.${secret.toUpperCase()}.75x.jpg.`,
    `${path}0${id}.${secret}.75x.jpg`,
    `${path}`,
    '/file/',
    '/file',
    '/file/icon/',
    '/file/icon/other.png',
    `/file/${fileKey.slice(0, 2)}/${fileKey.slice(2, 4)}/${fileKey}/original`,
    '/file/../package.json',
    '/file/%2e%2e/%2e%2e/etc/passwd',
    '/file/..%2f..%2fetc%2fpasswd',
    `/file/%00`,
  ]
  const missing = await fetch(`${bed().server.url}/file/nothing`)
  const page = await missing.text()
  expect(headersOf(missing)).toMatchObject({ ...always, 'cache-control': 'no-store' })
  for (const address of wrong.filter((address) => !/\.\.|%2e/.test(address))) {
    const response = await fetch(`${bed().server.url}${address}`)
    expect([address, response.status, await response.text()]).toEqual([address, 404, page])
  }
  for (const address of wrong) expect([address, await rawStatus(address)]).toEqual([address, 404])
  expect((await fetch(doc.original.url, { method: 'POST' })).status).toBe(404)
})

test('a file that is gone from the disk is not found', async () => {
  const doc = await upload(await jpeg(120, 80))
  const files = createFileStore(join(bed().server.services.settings.DATA_DIR, 'files'))
  await files.remove((await stored(doc.doc_id))?.fileKey ?? '')
  expect((await fetch(doc.original.url)).status).toBe(404)
})
