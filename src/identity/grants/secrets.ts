import { randomHex } from '../../core/auth/hash.js'

/** Seconds that a frob lives. */
export const frobLifetime = 600

/** Seconds that a request token lives, and with it the verifier that a user carries to the application. */
export const requestTokenLifetime = 600

/**
 * A new frob, token or request token of an application, in the form that old clients check: digits, a hyphen, hex
 * digits. The digits are the application's id, the hex holds 128 random bits.
 */
export function newTicket(appId: number): string {
  return `${appId}-${randomHex(16)}`
}

/** A new bearer secret: 256 random bits behind a prefix that scanners for leaked secrets can look for. */
export function newBearer(): string {
  return `babelgate_${randomHex(32)}`
}

/** A new secret of an OAuth token or request token: 128 random bits. */
export function newOAuthSecret(): string {
  return randomHex(16)
}
