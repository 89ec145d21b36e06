import { sha256 } from '../core/auth/hash.js'
import type { NonceUse, NonceWindow } from '../core/ports/admission.js'

/**
 * How much longer than the window a nonce is remembered, in seconds: for calls that were checked before they waited,
 * and for nodes whose clocks differ.
 */
const GRACE = 60

/** A NonceUse as stores keep it: hashed, since the token is a secret and the nonce is of any length. */
export interface NonceKeys {
  /** Of the key and the token. */
  readonly client: string
  /** Of everything. */
  readonly nonce: string
}

/** Hashes a use. Keys and tokens hold no line feeds, so no two uses give one text. */
export function nonceKeys({ key, token, timestamp, nonce }: NonceUse): NonceKeys {
  const client = `${key}\n${token}`
  return { client: sha256(client), nonce: sha256(`${client}\n${timestamp}\n${nonce}`) }
}

/** Until when a use of this timestamp is remembered, in Unix seconds. */
export function rememberedUntil(timestamp: number, { back }: NonceWindow): number {
  return timestamp + back + GRACE
}
