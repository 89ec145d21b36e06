import { rootCertificates } from 'node:tls'
import type { ServiceTarget } from '../service.js'
import type { OAuth2Auth } from './oauth2-tokens.js'

/**
 * The token endpoint of a service as a service of its own, under the same address rules. The client authenticates by Basic, which
 * every server takes (RFC 6749 section 2.3.1).
 */
export function tokenTarget(target: ServiceTarget, auth: OAuth2Auth): ServiceTarget {
  const { tokenUrl, clientId, clientSecret } = auth
  const isSameHost = target.urls.some(({ host }) => host === tokenUrl.host)
  return {
    ...target,
    urls: [new URL(tokenUrl.origin)],
    auth: { kind: 'basic', user: formEncode(clientId), password: formEncode(clientSecret) },
    ca: isSameHost ? target.ca : withPublicRoots(target.ca),
    forwardUser: undefined,
    maxResponse: 65_536,
  }
}

/** A certificate authority of the operator's may sign for both hosts, or the token endpoint be a public one. */
function withPublicRoots(ca: string | undefined): string | undefined {
  return ca === undefined ? undefined : [...rootCertificates, ca].join('\n')
}

/** Encodes as in a form (RFC 6749 appendix B). */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
