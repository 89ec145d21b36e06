import type { Pair } from '../../../src/core/pair.js'
import { png } from '../../support/pictures.js'
import { createApp, createToken, createUser, signed, startTestServer, type TestServer } from '../../support/server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** Signs an upload and sends it with these parts behind the signed ones. */
async function upload(parts: readonly (readonly [head: string, content: string | Buffer])[]): Promise<unknown> {
  const user = await createUser(server.services, `u${Math.random().toString(36).slice(2, 12)}`)
  const app = await createApp(server.services, user)
  const { authToken } = await createToken(server.services, app, user, { doc: 'write' })
  const pairs: Pair[] = [
    ['auth_token', authToken],
    ['async', '0'],
  ]
  const texts = signed(app, 'upload.file', pairs).map(([name, value]) => [`name="${name}"`, value] as const)
  const body = [...texts, ...parts].flatMap(([head, content]) => [
    Buffer.from(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  const response = await fetch(`${server.url}/api/upload.file`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: new Uint8Array(Buffer.concat([...body, Buffer.from('--b--\r\n')])),
  })
  return response.json()
}

const done = { api: { status: 'ok' }, doc_id: expect.stringMatching(/^\d+$/) }

test.each([
  ['without a file name', 'name="file"\r\nContent-Type: image/png'],
  ['without a file name or a type', 'name="file"'],
  ['with an empty file name', 'name="file"; filename=""\r\nContent-Type: image/png'],
  ['with a file name and no type', 'name="file"; filename="a"'],
])('the part that the method names is the file, also %s', async (_what, head) => {
  expect(await upload([[head, await png()]])).toMatchObject(done)
})

test('a text named like the file may stand beside it, before or after', async () => {
  const file = ['name="file"; filename="a.png"', await png()] as const
  const text = ['name="file"', 'a.png'] as const
  expect(await upload([text, file])).toMatchObject(done)
  expect(await upload([file, text])).toMatchObject(done)
})

test('two files of one name are one too many', async () => {
  const file = ['name="file"; filename="a.png"', await png()] as const
  expect(await upload([file, file])).toMatchObject({
    api: { code: '105', detail: expect.stringContaining('more than once') },
  })
})
