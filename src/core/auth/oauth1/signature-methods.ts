import {
  sign as asymmetricSign,
  verify as asymmetricVerify,
  createHmac,
  createPublicKey,
  type KeyObject,
} from 'node:crypto'
import { constantTimeEqual } from '../constant-time-equal.js'
import { md5 } from '../hash.js'
import { percentEncode } from './percent-encode.js'

/** The names of the signature methods as `oauth_signature_method` spells them (RFC 5849 section 3.4). */
export const signatureMethods = ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT', 'MD5'] as const

export type SignatureMethod = (typeof signatureMethods)[number]

/** The secrets and keys that sign and verify. */
export interface SigningSecrets {
  /** The client's shared secret. */
  readonly consumer: string
  /** The secret of the temporary or token credentials; empty where there are none. */
  readonly token: string
  /** The client's public key or certificate in PEM; verifies RSA-SHA1. */
  readonly rsaPublicKey?: string | undefined
  /** The client's private key in PEM; signs by RSA-SHA1, on the client's side only. */
  readonly rsaPrivateKey?: string | undefined
}

/** Whether `text` is the name of a signature method, in the RFC's spelling. */
export function isSignatureMethod(text: string): text is SignatureMethod {
  return signatureMethods.some((method) => method === text)
}

/**
 * Signs a base string (RFC 5849 sections 3.4.2 to 3.4.4). The signature is base64, for PLAINTEXT the secrets, and for
 * MD5, which no standard describes, lower-case hex.
 *
 * @throws Error for RSA-SHA1 without an RSA private key
 */
export function sign(method: SignatureMethod, baseString: string, secrets: SigningSecrets): string {
  switch (method) {
    case 'HMAC-SHA1':
      return createHmac('sha1', signingKey(secrets)).update(baseString).digest('base64')
    case 'HMAC-SHA256':
      return createHmac('sha256', signingKey(secrets)).update(baseString).digest('base64')
    case 'RSA-SHA1':
      return signRsa(baseString, secrets.rsaPrivateKey)
    case 'PLAINTEXT':
      return signingKey(secrets)
    case 'MD5':
      return md5(baseString + signingKey(secrets))
  }
}

/**
 * Verifies the signature of a base string by a comparison in constant time. It must match to the letter; MD5 may be
 * base64 too. Never throws, not even for a malformed signature or public key.
 */
export function verify(
  method: SignatureMethod,
  baseString: string,
  signature: string,
  secrets: SigningSecrets,
): boolean {
  if (method === 'RSA-SHA1') return verifyRsa(baseString, signature, secrets.rsaPublicKey)
  const expected = sign(method, baseString, secrets)
  if (constantTimeEqual(expected, signature)) return true
  return method === 'MD5' && constantTimeEqual(Buffer.from(expected, 'hex').toString('base64'), signature)
}

/** Reads an RSA public key from PEM; undefined where there is none. */
export function rsaPublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

/** The signing key: both secrets, encoded and joined by an ampersand, even if empty (RFC 5849 section 3.4.2). */
function signingKey({ consumer, token }: SigningSecrets): string {
  return `${percentEncode(consumer)}&${percentEncode(token)}`
}

function signRsa(baseString: string, privateKey: string | undefined): string {
  if (privateKey === undefined) throw new Error('RSA-SHA1 needs the private key of the application in PEM')
  return asymmetricSign('sha1', Buffer.from(baseString), privateKey).toString('base64')
}

/** Verifies by PKCS#1 v1.5, the default of node:crypto for RSA keys (RFC 5849 section 3.4.3). */
function verifyRsa(baseString: string, signature: string, publicKey: string | undefined): boolean {
  const key = publicKey === undefined ? undefined : rsaPublicKey(publicKey)
  const bytes = Buffer.from(signature, 'base64')
  if (key === undefined || bytes.toString('base64') !== signature) return false
  return asymmetricVerify('sha1', Buffer.from(baseString), key, bytes)
}
