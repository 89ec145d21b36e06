import { hash, randomBytes } from 'node:crypto'

/** SHA-256 of a text as lower-case hex: how tokens, frobs and sessions are stored. */
export function sha256(text: string): string {
  return hash('sha256', text)
}

/** MD5 of a text as lower-case hex: what the old signatures are made of. */
export function md5(text: string): string {
  return hash('md5', text)
}

/** A fresh random text of lower-case hex digits, two for each of the `bytes` asked. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
