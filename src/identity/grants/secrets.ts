import { randomHex } from '../../core/auth/hash.js'

/** The lifetime of a frob in seconds. */
export const frobLifetime = 600

/** The lifetime of a request token and its verifier in seconds. */
export const requestTokenLifetime = 600

/**
 * Generates a frob, token or request token, in the form that existing clients validate: the application's id in digits, a
 * hyphen, 128 random bits in hex.
 */
export function newTicket(appId: number): string {
  return `${appId}-${randomHex(16)}`
}

/** Generates a bearer token: a prefix that secret scanners can recognise, and 256 random bits. */
export function newBearer(): string {
  return `babelgate_${randomHex(32)}`
}

/** Generates the secret of an OAuth token or request token: 128 random bits. */
export function newOAuthSecret(): string {
  return randomHex(16)
}
