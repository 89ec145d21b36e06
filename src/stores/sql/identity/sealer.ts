import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Authenticated encryption of secrets that must stay readable, each bound to its row. */
export interface Sealer {
  /** Encrypts a text. `identity` names the row and the column, and is needed again to open it. */
  seal(text: string, identity: string): string
  /**
   * Decrypts a text.
   *
   * @throws Error where it was sealed with another key or for another row, or was modified
   */
  open(sealed: string, identity: string): string
}

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The prefix of every sealed text; another cipher will have another one. */
const VERSION = 'v1.'

/**
 * Creates a sealer from a secret of any length: AES-256-GCM (NIST SP 800-38D) with a key derived by HKDF-SHA256
 * (RFC 5869). A sealed text is `v1.` and the base64url of nonce, ciphertext and tag.
 */
export function createSealer(secretKey: string): Sealer {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, '', 'babelgate: secrets in the database', 32))
  return {
    seal(text, identity) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(identity))
      const bytes = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return VERSION + Buffer.concat(bytes).toString('base64url')
    },
    open(sealed, identity) {
      try {
        return decrypt(sealed, identity, key)
      } catch (cause) {
        throw new Error('A stored secret cannot be opened: SECRET_KEY is not the one that it was kept with.', { cause })
      }
    },
  }
}

function decrypt(sealed: string, identity: string, key: Uint8Array): string {
  if (!sealed.startsWith(VERSION)) throw new Error('The sealed text has an unknown version.')
  const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url')
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(identity)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)).toString('utf8') + decipher.final('utf8')
}
