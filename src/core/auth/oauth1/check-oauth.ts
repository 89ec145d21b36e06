import { isLoopback } from '../../address-list.js'
import { apiError } from '../../api-error.js'
import type { Client } from '../../call.js'
import type { NonceUse, NonceWindow } from '../../ports/admission.js'
import type { Application } from '../../ports/app-store.js'
import { bodyHashHolds } from './body-hash.js'
import type { OAuthCredential } from './credential.js'
import { parametersAbsent } from './problem.js'
import { isSignatureMethod, type SignatureMethod } from './signature-methods.js'
import { verifySignature } from './verify-signature.js'

/** The claim of an OAuth call: its protocol parameters, complete and not yet verified. */
export interface OAuthClaim {
  readonly credential: OAuthCredential
  /** The key of the application (RFC 5849: the client identifier). */
  readonly key: string
  /** The token; empty for a call by the application alone. */
  readonly token: string
  readonly method: SignatureMethod
  readonly signature: string
}

/**
 * Reads the claim of an OAuth call. Faults in their order: 130 version → 131 parameters missing → 135 signature
 * method.
 *
 * @throws ApiError the first of these that applies
 */
export function readClaim(credential: OAuthCredential, client: Client): OAuthClaim {
  const { parameters } = credential
  const version = parameters.get('oauth_version')
  if (version !== undefined && !/^1\.0a?$/i.test(version)) throw apiError('oauth-version-unsupported')
  const method = parameters.get('oauth_signature_method') ?? ''
  const absent = requiredBy(method, credential).filter((name) => !parameters.has(name))
  if (absent.length > 0) throw parametersAbsent(absent)
  if (!isSignatureMethod(method)) throw apiError('oauth-signature-method-unsupported')
  if (method === 'PLAINTEXT' && !client.secure)
    throw apiError('oauth-signature-method-unsupported', { detail: 'PLAINTEXT needs TLS' })
  return {
    credential,
    key: parameters.get('oauth_consumer_key') ?? '',
    token: parameters.get('oauth_token') ?? '',
    method,
    signature: parameters.get('oauth_signature') ?? '',
  }
}

/** The required parameters, in the order in which other providers report them. */
const required = ['oauth_consumer_key', 'oauth_signature', 'oauth_signature_method']
const requiredWithNonce = [...required, 'oauth_nonce', 'oauth_timestamp']

function requiredBy(method: string, { temporary }: OAuthCredential): readonly string[] {
  // A PLAINTEXT signature is the secret itself, so a nonce protects nothing (RFC 5849 section 3.1).
  const names = method === 'PLAINTEXT' ? required : requiredWithNonce
  return temporary ? [...names, 'oauth_token'] : names
}

/** Checks a claim against the policy of its application. @throws ApiError 135, 131 for a missing body hash */
export function checkPolicy({ credential, method }: OAuthClaim, app: Application, client: Client): void {
  if (!app.oauthMethods.includes(method)) {
    throw apiError('oauth-signature-method-unsupported', {
      detail: `This application signs by ${app.oauthMethods.join(', ') || 'no method of OAuth'}`,
    })
  }
  const { parameters, request } = credential
  if (!request.opaque || parameters.has('oauth_body_hash') || method === 'PLAINTEXT') return
  const required = app.bodyHash === 'auto' ? !client.secure && !isLoopback(client.address) : app.bodyHash === 'required'
  if (required) throw parametersAbsent(['oauth_body_hash'])
}

/**
 * Reads the nonce of a claim, without recording it; undefined where there is none.
 *
 * @param now Unix seconds
 * @throws ApiError 132 where the timestamp is no number or outside the window
 */
export function readNonce(
  { credential, key, token }: OAuthClaim,
  window: NonceWindow,
  now: number,
): NonceUse | undefined {
  const nonce = credential.parameters.get('oauth_nonce')
  const time = credential.parameters.get('oauth_timestamp')
  if (time === undefined) return undefined
  if (!/^\d{1,12}$/.test(time))
    throw apiError('oauth-timestamp-out-of-range', { detail: 'oauth_timestamp counts the seconds since 1970' })
  const timestamp = Number(time)
  if (timestamp < now - window.back || timestamp > now + window.ahead) {
    throw apiError('oauth-timestamp-out-of-range', { detail: `It is ${now} here, in seconds since 1970` })
  }
  return nonce === undefined ? undefined : { key, token, timestamp, nonce }
}

/**
 * Verifies the signature, and the body hash where there is one.
 *
 * @param tokenSecret the secret of the token, empty without one
 * @throws ApiError 105
 */
export function checkSignature(claim: OAuthClaim, app: Application, tokenSecret: string): void {
  const { credential, method, signature } = claim
  const { parameters, request } = credential
  const secrets = { consumer: app.secret, token: tokenSecret, rsaPublicKey: app.rsaPublicKey }
  if (!verifySignature(request, method, signature, secrets)) throw apiError('signature-invalid')
  const hash = parameters.get('oauth_body_hash')
  if (hash !== undefined && (request.body === undefined || !bodyHashHolds(request.body, hash, method))) {
    throw apiError('signature-invalid', { detail: 'The body is not the one that oauth_body_hash belongs to' })
  }
}
