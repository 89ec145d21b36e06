const maxLength = 4096
const base = 'http://localhost'

/**
 * Validates the target of a redirect, against open redirects: gives the path and query of a target on this site, `/` for
 * any other. The path is normalised as browsers do, so that `/..//evil.example` is recognised.
 */
export function localPath(next: string): string {
  if (next.length > maxLength || !next.startsWith('/') || /[\s\x00-\x20\x7f\\]/.test(next)) return '/'
  if (!URL.canParse(next, base)) return '/'
  const url = new URL(next, base)
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : '/'
}
