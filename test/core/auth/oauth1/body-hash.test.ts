import { createHash } from 'node:crypto'
import { bodyHashHolds } from '../../../../src/core/auth/oauth1/body-hash.js'
import type { BodyDigest } from '../../../../src/core/auth/oauth1/signed-request.js'

const digestOf =
  (body: string): BodyDigest =>
  (algorithm) =>
    createHash(algorithm).update(body).digest('base64')

test('the hashes that the extension prints', () => {
  expect(bodyHashHolds(digestOf(''), '2jmj7l5rSw0yVb/vlWAYkK/YBwk=', 'HMAC-SHA1')).toBe(true)
  expect(bodyHashHolds(digestOf('Hello World!'), 'Lve95gjOVATpfV8EL5X4nxwjKHE=', 'HMAC-SHA1')).toBe(true)
})

test('SHA-256 holds beside HMAC-SHA256 only, where SHA-1 holds too', () => {
  const digest = digestOf('<x/>')
  expect(bodyHashHolds(digest, digest('sha256'), 'HMAC-SHA256')).toBe(true)
  expect(bodyHashHolds(digest, digest('sha1'), 'HMAC-SHA256')).toBe(true)
  expect(bodyHashHolds(digest, digest('sha256'), 'HMAC-SHA1')).toBe(false)
})

test('another body, an empty hash and another spelling do not hold', () => {
  const digest = digestOf('<x/>')
  for (const sent of ['', digestOf('<x />')('sha1'), digest('sha1').replace('=', ''), ` ${digest('sha1')}`]) {
    expect(bodyHashHolds(digest, sent, 'HMAC-SHA1')).toBe(false)
    expect(bodyHashHolds(digest, sent, 'HMAC-SHA256')).toBe(false)
  }
})
