import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { NonceUse, NonceWindow } from '../core/ports/admission.js'

/**
 * How much longer than the timestamp window a nonce is kept, in seconds: for calls that wait after their timestamp was
 * checked, and for clock skew between nodes.
 */
const GRACE = 60

/** A NonceUse as stores keep it: hashed, since the token is a secret and the nonce has any length. */
export interface NonceKeys {
  /** The hash of key and token. */
  readonly client: string
  /** The hash of key, token, timestamp and nonce. */
  readonly nonce: string
}

/** A cache of client hashes: all calls of a client share one. */
const clientHashes = new LRUCache<string, string>({ max: 1000 })

/** Hashes a use. Keys and tokens contain no line feeds, so different uses are hashed from different texts. */
export function nonceKeys({ key, token, timestamp, nonce }: NonceUse): NonceKeys {
  const client = `${key}\n${token}`
  return { client: clientHash(client), nonce: shortHash(`${client}\n${timestamp}\n${nonce}`) }
}

function clientHash(client: string): string {
  const cached = clientHashes.get(client)
  if (cached !== undefined) return cached
  const hashed = shortHash(client)
  clientHashes.set(client, hashed)
  return hashed
}

/** The first 132 bits of a SHA-256. A collision can only refuse a fresh nonce, never admit a replay. */
function shortHash(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22)
}

/** The oldest timestamp whose nonces are kept. @param now Unix seconds */
export function oldestKept(now: number, { back }: NonceWindow): number {
  return now - back - GRACE
}
