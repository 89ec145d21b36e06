import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A proxy that ends TLS on a free port of this machine. */
export interface TlsProxy {
  readonly url: string
  /** The certificate that clients must trust. */
  readonly certificate: string
  /** Says where requests go from now on, and what changes in their headers. */
  forward(target: string, change: (headers: IncomingHttpHeaders) => IncomingHttpHeaders): void
  close(): Promise<void>
}

/** Starts a proxy; requests wait for nothing, so it must know its target before the first one. */
export async function startTlsProxy(): Promise<TlsProxy> {
  const { key, cert } = newCertificate()
  let target: string | undefined
  let change = (headers: IncomingHttpHeaders) => headers
  const server = createServer({ key, cert }, (req, res) => {
    if (target === undefined) return res.writeHead(502).end()
    const onward = request(target + req.url, { method: req.method ?? 'GET', headers: change(req.headers) })
    onward.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    onward.on('error', () => res.destroy())
    return req.pipe(onward)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `https://127.0.0.1:${address.port}`,
    certificate: cert,
    forward(to, changing) {
      target = to
      change = changing
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function newCertificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-tls-'))
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject]
    execFileSync('openssl', made, { stdio: 'pipe' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
