import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileReason } from '../../../system/system-reason.js'
import type { Spot } from './source.js'

/** Reads the secrets and the files that a file of services names, and keeps account of them. */
export class SecretKeeper {
  /** The secrets, for masking. */
  readonly secrets = new Set<string>()
  /** The paths of the files that were read. */
  readonly files = new Set<string>()
  /** Secrets that the file spells out: one line each, with its place. */
  readonly warnings: string[] = []

  /**
   * Reads a secret: the text itself, or `file:PATH`, relative to the file of services. The line end at the end of a file is no
   * part of it.
   *
   * @throws UpstreamsError where the file cannot be read, is empty, or the secret has several lines
   */
  secret(text: string, spot: Spot): string {
    const path = /^file:(.+)$/s.exec(text)?.[1]
    const secret = path === undefined ? text : this.#read(path, spot).replace(/\r?\n$/, '')
    if (secret === '') spot.fail('names a file that is empty; write the secret into it')
    if (/\p{Cc}/u.test(secret)) spot.fail('must be a secret of one line')
    if (path === undefined) this.#warnOfLiteral(spot)
    this.secrets.add(secret)
    return secret
  }

  /** Keeps a password that an address holds, as it is there and decoded. */
  keepPassword(encoded: string, spot: Spot): void {
    this.#warnOfLiteral(spot)
    this.secrets.add(encoded)
    this.secrets.add(decoded(encoded))
  }

  /** Keeps what the environment gave in a value. Texts of a few letters are no secrets, and masking them would spoil messages. */
  keepVariables(spot: Spot): void {
    for (const value of spot.variables) if (value.length > 3) this.secrets.add(value)
  }

  /**
   * Reads a text in PEM: itself, or the path of a file, with or without `file:` before it.
   *
   * @param isSecret whether it is a private key
   * @throws UpstreamsError where the file cannot be read or is no PEM
   */
  pem(text: string, spot: Spot, isSecret = false): string {
    const isText = text.includes('-----BEGIN ')
    const pem = isText ? text : this.#read(text.replace(/^file:/, ''), spot)
    if (!pem.includes('-----BEGIN '))
      spot.fail('names a file that is not in PEM; convert it (openssl x509, openssl pkey)')
    if (!isSecret) return pem
    if (isText) this.#warnOfLiteral(spot)
    this.secrets.add(pem)
    return pem
  }

  #read(path: string, spot: Spot): string {
    const absolute = resolve(spot.folder, path)
    try {
      const text = readFileSync(absolute, 'utf8')
      this.files.add(absolute)
      return text
    } catch (error) {
      // A text of the environment that should be in PEM, and is not, is taken for a path.
      const what = spot.variables.length > 0 ? 'a file' : `the file ${path},`
      return spot.fail(`names ${what} which cannot be read: ${fileReason(error)}`)
    }
  }

  #warnOfLiteral(spot: Spot): void {
    if (spot.variables.length > 0) return
    this.warnings.push(`${spot.where} is a secret that the file spells out; take \${NAME} or file:PATH`)
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
