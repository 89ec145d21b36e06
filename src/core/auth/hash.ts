import { hash, randomBytes } from 'node:crypto'

/** SHA-256 of a text as lower-case hex, the stored form of tokens, frobs and sessions. */
export function sha256(text: string): string {
  return hash('sha256', text)
}

/** MD5 of a text as lower-case hex, for signatures over parameters. */
export function md5(text: string): string {
  return hash('md5', text)
}

/** Random bytes as lower-case hex, two digits a byte. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
