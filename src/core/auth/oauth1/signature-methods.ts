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

/** What signatures are made and checked with. */
export interface SigningSecrets {
  /** The client's shared secret. */
  readonly consumer: string
  /** The secret of the temporary or token credentials; empty without any. */
  readonly token: string
  /** The client's public key in PEM, a certificate too: checks RSA-SHA1. */
  readonly rsaPublicKey?: string | undefined
  /** The client's private key in PEM: makes RSA-SHA1, on the client's side only. */
  readonly rsaPrivateKey?: string | undefined
}

/** Whether `text` names a signature method, in the RFC's own spelling. */
export function isSignatureMethod(text: string): text is SignatureMethod {
  return signatureMethods.some((method) => method === text)
}

/**
 * The signature of a base string (RFC 5849 sections 3.4.2 to 3.4.4): base64, the secrets themselves for PLAINTEXT,
 * and lower-case hex for MD5, which no standard describes.
 *
 * @throws Error where RSA-SHA1 is asked for without an RSA private key
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
 * Whether `signature` is the one of the base string, to the letter; compared in constant time. MD5 may be in base64
 * too. Never throws, whatever signature and public key hold.
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

/** The RSA key of a PEM text, undefined where it holds none. */
export function rsaPublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

/** Both secrets, encoded, with the ampersand between them also where one is empty (RFC 5849 section 3.4.2). */
function signingKey({ consumer, token }: SigningSecrets): string {
  return `${percentEncode(consumer)}&${percentEncode(token)}`
}

function signRsa(baseString: string, privateKey: string | undefined): string {
  if (privateKey === undefined) throw new Error('RSA-SHA1 needs the private key of the application in PEM')
  return asymmetricSign('sha1', Buffer.from(baseString), privateKey).toString('base64')
}

/** PKCS#1 v1.5, which is what the platform does with a plain RSA key (RFC 5849 section 3.4.3). */
function verifyRsa(baseString: string, signature: string, publicKey: string | undefined): boolean {
  const key = publicKey === undefined ? undefined : rsaPublicKey(publicKey)
  const bytes = Buffer.from(signature, 'base64')
  if (key === undefined || bytes.toString('base64') !== signature) return false
  return asymmetricVerify('sha1', Buffer.from(baseString), key, bytes)
}
