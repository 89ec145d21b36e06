import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** The paths of a key and of its certificate, both PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Makes a certificate for 127.0.0.1, signed by itself. @param folder where it goes */
export function makeCertificate(folder: string): Certificate {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject]
  execFileSync('openssl', args, { stdio: 'pipe' })
  return { key, cert }
}
