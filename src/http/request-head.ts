import type { IncomingMessage } from 'node:http'

/** Whether a request has a body (RFC 9112 section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** The request target in origin form: scheme and host of the absolute form are dropped (RFC 9112 section 3.2.2). */
export function originForm(target: string): string {
  const found = target.startsWith('/') ? null : /^https?:\/\/[^/?#]*(.*)$/i.exec(target)
  if (found === null) return target
  const rest = found[1] ?? ''
  return rest.startsWith('/') ? rest : `/${rest}`
}
