import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isSignatureMethod, type SignatureMethod, signatureMethods } from '../core/auth/oauth1/signature-methods.js'
import type { Application, ApplicationChange, ApplicationPolicy } from '../core/ports/app-store.js'
import { RefusalError, UsageError } from './output.js'

/** What can be said about an application's use of OAuth. */
export interface OAuthOptions {
  readonly oauthMethods?: string
  readonly rsaPublicKey?: string
  readonly verifier?: ApplicationPolicy['verifier']
  readonly bodyHash?: ApplicationPolicy['bodyHash']
}

/** The fewest bits of a key that a signature is worth anything with. */
const FEWEST_BITS = 1024

/**
 * The change that the options ask for.
 *
 * @throws UsageError for an unknown method, a file that holds no public RSA key, or RSA-SHA1 without a key
 */
export function oauthChange(options: OAuthOptions, app: Application): ApplicationChange {
  const { verifier, bodyHash } = options
  const methods = options.oauthMethods === undefined ? undefined : readMethods(options.oauthMethods)
  const key = options.rsaPublicKey === undefined ? app.rsaPublicKey : readKey(options.rsaPublicKey)
  if ((methods ?? app.oauthMethods).includes('RSA-SHA1') && key === undefined) {
    throw new UsageError('RSA-SHA1 needs a key: name its file with --rsa-public-key, or leave RSA-SHA1 out')
  }
  return {
    ...(methods !== undefined && { oauthMethods: methods }),
    ...(options.rsaPublicKey !== undefined && { rsaPublicKey: key }),
    ...(verifier !== undefined && { verifier }),
    ...(bodyHash !== undefined && { bodyHash }),
  }
}

function readMethods(list: string): SignatureMethod[] {
  const words = list.split(',').map((word) => word.trim().toUpperCase())
  const unknown = words.find((word) => word !== '' && !isSignatureMethod(word))
  if (unknown !== undefined) {
    throw new UsageError(`${unknown}: the signature methods of OAuth are ${signatureMethods.join(', ')}`)
  }
  return [...new Set(words.filter(isSignatureMethod))]
}

/** Reads a key, or one out of a certificate; undefined for an empty name. */
function readKey(file: string): string | undefined {
  if (file === '') return undefined
  const pem = readPem(file)
  if (pem.includes('PRIVATE KEY')) {
    throw new UsageError(`${file} is the private key; give the public one: openssl pkey -in ${file} -pubout`)
  }
  const key = parseKey(pem)
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < FEWEST_BITS) {
    throw new UsageError(`${file} holds no public RSA key of at least ${FEWEST_BITS} bits in PEM`)
  }
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new RefusalError(`The file ${file} cannot be read`, { cause })
  }
}

function parseKey(pem: string) {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined
  }
}
