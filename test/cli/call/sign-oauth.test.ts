import { hash } from 'node:crypto'
import { signOAuth } from '../../../src/cli/call/sign-oauth.js'
import { parseAuthorization } from '../../../src/core/auth/oauth1/authorization-header.js'

const signer = { key: 'key', token: '', secrets: { consumer: 'secret', token: '' }, method: 'HMAC-SHA1' } as const

test('signs the hash of a multipart body as it will be sent', async () => {
  const form = new FormData()
  form.append('file', new Blob(['some bytes']), 'photo.jpg')
  const call = { path: '/api/upload.file/json', headers: {}, body: form }
  const { body, headers } = await signOAuth(call, 'https://api.example.org/api/upload.file/json', signer)
  if (!(body instanceof Uint8Array)) throw new Error('The body was not written')
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1]
  expect(Buffer.from(body).toString()).toContain(`--${boundary}--`)
  const spoken = new Map(parseAuthorization(headers['authorization'] ?? ''))
  expect(spoken.get('oauth_body_hash')).toBe(hash('sha1', body, 'base64'))
  expect([...spoken.keys()]).not.toContain('oauth_token')
})

test('signs no hash of a form, and never uses a nonce twice', async () => {
  const call = { path: '/api/test.echo/json', headers: {}, body: new URLSearchParams({ echo: 'hello' }) }
  const nonces = new Set<string | undefined>()
  for (let count = 0; count < 3; count++) {
    const { headers, body } = await signOAuth(call, 'https://api.example.org/api/test.echo/json', signer)
    const spoken = new Map(parseAuthorization(headers['authorization'] ?? ''))
    expect(body).toBe(call.body)
    expect(spoken.has('oauth_body_hash')).toBe(false)
    nonces.add(spoken.get('oauth_nonce'))
  }
  expect(nonces.size).toBe(3)
})
