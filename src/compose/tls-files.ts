import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { type Settings, SettingsError } from '../config.js'
import type { TlsFiles } from '../transports/http.js'

/** Reads certificate and key; undefined where HTTPS is not asked for. @throws SettingsError where they are no use */
export function readTlsFiles({ TLS_CERT, TLS_KEY }: Settings): TlsFiles | undefined {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return undefined
  const files = { cert: readPem('TLS_CERT', TLS_CERT), key: readPem('TLS_KEY', TLS_KEY) }
  try {
    createSecureContext(files)
  } catch (cause) {
    throw new SettingsError('TLS_CERT and TLS_KEY must be a certificate and its key, both as PEM', { cause })
  }
  return files
}

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new SettingsError(`${name} ${path} cannot be read`, { cause })
  }
}
