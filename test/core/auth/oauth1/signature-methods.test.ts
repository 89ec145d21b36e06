import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import {
  isSignatureMethod,
  rsaPublicKey,
  type SignatureMethod,
  sign,
  signatureMethods,
  verify,
} from '../../../../src/core/auth/oauth1/signature-methods.js'

const inPem = ({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) => ({
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
})

const rsa = inPem(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const otherRsa = inPem(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const pss = inPem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }))
const curve = inPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
const edwards = inPem(generateKeyPairSync('ed25519'))

const secrets = {
  consumer: 'kd94&hf93',
  token: 'pf kd',
  rsaPublicKey: rsa.publicKey,
  rsaPrivateKey: rsa.privateKey,
}
const text = 'GET&http%3A%2F%2Fexample.com%2F&a%3Db'

test.each(signatureMethods)('%s verifies what it signed, and nothing else', (method) => {
  const signature = sign(method, text, secrets)
  expect(verify(method, text, signature, secrets)).toBe(true)
  if (method !== 'PLAINTEXT') expect(verify(method, `${text}c`, signature, secrets)).toBe(false)
  for (const wrong of ['', signature.slice(1), `${signature}=`, ` ${signature}`, `${signature}\n`]) {
    expect(verify(method, text, wrong, secrets)).toBe(false)
  }
  const others = { consumer: 'kd94', token: 'pf kd', rsaPublicKey: otherRsa.publicKey }
  expect(verify(method, text, signature, others)).toBe(false)
})

test.each(signatureMethods)('%s is no other method', (method) => {
  const signature = sign(method, text, secrets)
  for (const other of signatureMethods) {
    if (other !== method) expect(verify(other, text, signature, secrets)).toBe(false)
  }
})

test('the names are the RFC spelling', () => {
  expect(isSignatureMethod('HMAC-SHA1')).toBe(true)
  for (const name of ['hmac-sha1', 'HMAC_SHA1', '', 'constructor']) expect(isSignatureMethod(name)).toBe(false)
})

test('PLAINTEXT is both secrets, encoded, the ampersand always there', () => {
  expect(sign('PLAINTEXT', text, secrets)).toBe('kd94%26hf93&pf%20kd')
  expect(sign('PLAINTEXT', text, { consumer: 'a', token: '' })).toBe('a&')
  expect(verify('PLAINTEXT', text, 'a', { consumer: 'a', token: '' })).toBe(false)
})

test('MD5 is in hex, and in base64 for those who expect what the other methods do', () => {
  const digest = createHash('md5').update(`${text}kd94%26hf93&pf%20kd`)
  const hex = digest.copy().digest('hex')
  expect(sign('MD5', text, secrets)).toBe(hex)
  expect(verify('MD5', text, digest.copy().digest('base64'), secrets)).toBe(true)
  expect(verify('MD5', text, hex.toUpperCase(), secrets)).toBe(false)
})

test('a plus that became a space on the way is not mended', () => {
  const method: SignatureMethod = 'HMAC-SHA1'
  for (let i = 0; ; i++) {
    const signature = sign(method, `${text}${i}`, secrets)
    if (!signature.includes('+')) continue
    expect(verify(method, `${text}${i}`, signature, secrets)).toBe(true)
    expect(verify(method, `${text}${i}`, signature.replaceAll('+', ' '), secrets)).toBe(false)
    break
  }
})

describe('RSA-SHA1', () => {
  const signature = sign('RSA-SHA1', text, secrets)

  test('takes the key in the older form too', () => {
    const key = rsaPublicKey(rsa.publicKey)
    const pkcs1 = key?.export({ type: 'pkcs1', format: 'pem' }).toString()
    expect(verify('RSA-SHA1', text, signature, { ...secrets, rsaPublicKey: pkcs1 })).toBe(true)
  })

  test('takes the signature in one spelling of base64 only', () => {
    const url = Buffer.from(signature, 'base64').toString('base64url')
    for (const spelling of [url, signature.replace('=', ''), `${signature.slice(0, 4)}\n${signature.slice(4)}`]) {
      expect(verify('RSA-SHA1', text, spelling, secrets)).toBe(false)
    }
  })

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['no PEM', 'a key'],
    ['broken PEM', rsa.publicKey.replace(/[A-Z]/g, 'x')],
    ['a curve', curve.publicKey],
    ['Ed25519', edwards.publicKey],
    ['RSA-PSS', pss.publicKey],
  ])('holds for no key that is not RSA: %s', (_, key) => {
    expect(verify('RSA-SHA1', text, signature, { ...secrets, rsaPublicKey: key })).toBe(false)
    expect(key === undefined ? undefined : rsaPublicKey(key)).toBeUndefined()
  })

  test('is not signed without a private key', () => {
    expect(() => sign('RSA-SHA1', text, { consumer: 'a', token: '' })).toThrow('private key')
  })
})

test('garbage is refused, never thrown at', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.constantFrom('\ud800', '=', '\0'))
  fc.assert(
    fc.property(fc.constantFrom(...signatureMethods), anything, anything, (method, signature, key) => {
      expect(verify(method, text, signature, { ...secrets, rsaPublicKey: key })).toBe(false)
      expect(verify(method, text, signature, secrets)).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})
