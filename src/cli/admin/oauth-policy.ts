import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { isSignatureMethod, type SignatureMethod, signatureMethods } from '../../core/auth/oauth1/signature-methods.js'
import type { Application, ApplicationChange, ApplicationPolicy } from '../../core/ports/app-store.js'
import { fileReason } from '../../system/system-reason.js'
import { RefusalError, UsageError } from '../output.js'

/** The options of an application's OAuth policy. */
export interface OAuthOptions {
  readonly oauthMethods?: readonly SignatureMethod[]
  /** In PEM; empty removes the key. */
  readonly rsaPublicKey?: string
  readonly verifier?: ApplicationPolicy['verifier']
  readonly bodyHash?: ApplicationPolicy['bodyHash']
}

/** The minimum size of an RSA key, in bits. */
const MIN_KEY_BITS = 1024

/** Makes the change from the options. @throws UsageError for RSA-SHA1 without a key */
export function oauthChange(options: OAuthOptions, app: Application): ApplicationChange {
  const { oauthMethods, rsaPublicKey, verifier, bodyHash } = options
  const key = rsaPublicKey === undefined ? app.rsaPublicKey : rsaPublicKey || undefined
  if ((oauthMethods ?? app.oauthMethods).includes('RSA-SHA1') && key === undefined) {
    throw new UsageError('RSA-SHA1 needs a key: name its file with --rsa-public-key, or leave RSA-SHA1 out')
  }
  return {
    ...(oauthMethods !== undefined && { oauthMethods }),
    ...(rsaPublicKey !== undefined && { rsaPublicKey: key }),
    ...(verifier !== undefined && { verifier }),
    ...(bodyHash !== undefined && { bodyHash }),
  }
}

/** Reads the value of `--oauth-methods`. @throws InvalidArgumentError for an unknown method */
export function signatureMethodsValue(list: string): readonly SignatureMethod[] {
  const words = list.split(',').map((word) => word.trim().toUpperCase())
  const unknown = words.find((word) => word !== '' && !isSignatureMethod(word))
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`There is no ${unknown}; the signature methods are ${signatureMethods.join(', ')}.`)
  }
  return [...new Set(words.filter(isSignatureMethod))]
}

/**
 * Reads the file that is the value of `--rsa-public-key`: a key, or a certificate with one.
 *
 * @returns the key in PEM; empty for an empty name
 * @throws InvalidArgumentError for a file that holds no public RSA key; RefusalError for one that cannot be read
 */
export function publicKeyValue(file: string): string {
  if (file === '') return ''
  const pem = readPem(file)
  if (pem.includes('PRIVATE KEY')) {
    throw new InvalidArgumentError(`It is the private key; give the public one: openssl pkey -in ${file} -pubout`)
  }
  const key = parseKey(pem)
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_KEY_BITS) {
    throw new InvalidArgumentError(`It holds no public RSA key of at least ${MIN_KEY_BITS} bits in PEM.`)
  }
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new RefusalError(`The file ${file} cannot be read: ${fileReason(cause)}`, { cause })
  }
}

function parseKey(pem: string) {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined
  }
}
