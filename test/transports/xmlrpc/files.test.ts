import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { signApi } from '../../../src/core/auth/api-sig.js'
import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { ipernity as dialect } from '../../../src/dialects/ipernity/index.js'
import { jpeg } from '../../support/pictures.js'
import { until } from '../../support/process.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { methodCall, postXml, signedStruct, string, struct } from '../../support/xmlrpc.js'

let server: TestServer
let app: Application
let token: string
let picture: Buffer
beforeAll(async () => {
  server = await startTestServer()
  const user = await createUser(server.services, 'uploader')
  app = await createApp(server.services, user)
  token = (await createToken(server.services, app, user, { doc: 'delete' })).authToken
  picture = await jpeg(400, 300)
})
afterAll(() => server.stop())

/** Uploads with a signature over everything but the file. */
function upload(files: readonly Pair[], pairs: readonly Pair[] = [], method = 'upload.file') {
  const signed: Pair[] = [['api_key', app.key], ['auth_token', token], ...pairs]
  const signature = signApi({ dialect, pairs: signed, method }, app.secret)
  const members: Pair[] = [
    ...signed.map(([name, text]): Pair => [name, string(text)]),
    ...files,
    ['api_sig', signature],
  ]
  return postXml(server.url, methodCall(method, struct(members)))
}

const base64 = (bytes: Buffer) => `<base64>${bytes.toString('base64').replace(/.{76}/g, '$&\n')}</base64>`

test('a file comes as base64, unsigned, and arrives byte for byte', async () => {
  const reply = await upload(
    [['file', base64(picture)]],
    [
      ['title', 'By XML-RPC'],
      ['async', '0'],
    ],
  )
  const id = /<name>doc_id<\/name><value><string>(\d+)</.exec(reply.text)?.[1] ?? reply.text
  const get = signedStruct(app, 'doc.get', [
    ['auth_token', token],
    ['doc_id', id],
    ['extra', 'original'],
  ])
  const { text } = await postXml(server.url, methodCall('doc.get', get))
  expect(text).toContain('<name>title</name><value><string>By XML-RPC</string>')
  const url = /<string>(http[^<]*)<\/string>/.exec(/<name>original<\/name>.*/s.exec(text)?.[0] ?? '')?.[1] ?? ''
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
  expect(createHash('md5').update(bytes).digest('hex')).toBe(createHash('md5').update(picture).digest('hex'))
})

test('no file, an empty file, a file twice, a file that is a string', async () => {
  expect((await upload([])).fault).toBe(1)
  expect((await upload([['file', '<base64/>']])).fault).toBe(1)
  expect(
    (
      await upload([
        ['file', base64(picture)],
        ['file', base64(picture)],
      ])
    ).fault,
  ).toBe(105)
  expect((await upload([['file', string(picture.toString('base64'))]])).fault).toBe(1)
})

test('nothing is left on disk when the call is refused', async () => {
  const before = server.log.length
  const document = methodCall('upload.file', struct({ api_key: app.key, file: base64(picture) }))
  expect((await postXml(server.url, document)).fault).toBe(104)
  expect((await postXml(server.url, document, '/soup')).fault).toBe(102)
  const incoming = join(server.services.settings.DATA_DIR, 'incoming')
  const left = async () => {
    const entries = await readdir(incoming, { recursive: true, withFileTypes: true })
    return entries.filter((each) => each.isFile() && each.name.length === 32)
  }
  // The answer does not wait until the file is gone.
  await until(async () => (await left()).length === 0)
  expect(server.log.slice(before).join('')).not.toContain('"level":50')
})
