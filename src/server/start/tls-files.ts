import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { type Settings, SettingsError } from '../../config/settings.js'
import type { TlsFiles } from '../../http/server.js'
import { fileReason, messageOf } from '../../system/system-reason.js'

/** Reads and checks certificate and key; undefined if they are not set. @throws SettingsError if they cannot be used */
export function readTlsFiles({ TLS_CERT, TLS_KEY }: Settings): TlsFiles | undefined {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return undefined
  const files = { cert: readPem('TLS_CERT', TLS_CERT), key: readPem('TLS_KEY', TLS_KEY) }
  const [certificate, key] = [
    attempt(() => new X509Certificate(files.cert)),
    attempt(() => createPrivateKey(files.key)),
  ]
  if (certificate === undefined) throw new SettingsError(`TLS_CERT ${TLS_CERT} holds no certificate in PEM`)
  if (key === undefined) {
    throw new SettingsError(`TLS_KEY ${TLS_KEY} holds no private key in PEM, or one that a passphrase protects`)
  }
  if (!certificate.checkPrivateKey(key)) {
    throw new SettingsError(
      `TLS_KEY ${TLS_KEY} is not the key of the certificate TLS_CERT ${TLS_CERT}; name the two that belong together`,
    )
  }
  try {
    createSecureContext(files)
  } catch (cause) {
    throw new SettingsError(`TLS_CERT ${TLS_CERT} and TLS_KEY ${TLS_KEY} cannot be used: ${messageOf(cause)}`, {
      cause,
    })
  }
  return files
}

function attempt<Result>(parse: () => Result): Result | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new SettingsError(`${name} ${path} cannot be read: ${fileReason(cause)}`, { cause })
  }
}
