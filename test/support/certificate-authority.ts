import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A key and its certificate, PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** A certificate authority that only a test knows. */
export interface CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly cert: string
  /** Issues a certificate. @param name a host name */
  issue(name: string): KeyPair
  /** Deletes its files. */
  close(): void
}

/** Makes a certificate authority, in a folder of its own. */
export function makeAuthority(): CertificateAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-ca-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-subj',
    '/CN=Test CA',
    '-days',
    '2',
  )
  const read = (name: string) => readFileSync(at(name), 'utf8')
  return {
    cert: read('ca.pem'),
    issue(name) {
      openssl('req', ...newKey, '-keyout', at('key'), '-out', at('csr'), '-subj', `/CN=${name}`)
      writeFileSync(at('ext'), `subjectAltName=DNS:${name}`)
      const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('ext'), '-days', '2']
      openssl('x509', '-req', '-in', at('csr'), '-out', at('cert'), ...by)
      return { key: read('key'), cert: read('cert') }
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}
