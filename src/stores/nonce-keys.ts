import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
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

/** The hashes of those who called last: all calls of a client have one in common. */
const clients = new LRUCache<string, string>({ max: 1000 })

/** Hashes a use. Keys and tokens hold no line feeds, so no two uses give one text. */
export function nonceKeys({ key, token, timestamp, nonce }: NonceUse): NonceKeys {
  const client = `${key}\n${token}`
  return { client: clientHash(client), nonce: shortHash(`${client}\n${timestamp}\n${nonce}`) }
}

function clientHash(client: string): string {
  const known = clients.get(client)
  if (known !== undefined) return known
  const hashed = shortHash(client)
  clients.set(client, hashed)
  return hashed
}

/** The first 132 bits of a SHA-256: two texts of one hash can only refuse a nonce too many, never admit it again. */
function shortHash(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22)
}

/** The oldest timestamp that is still remembered. @param now Unix seconds */
export function oldestRemembered(now: number, { back }: NonceWindow): number {
  return now - back - GRACE
}
