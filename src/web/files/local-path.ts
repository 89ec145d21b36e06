const longest = 4096
const here = 'http://localhost'

/**
 * The part of this site that a `next` parameter names; `/` for anything that could lead elsewhere. What is given
 * back is what a browser would make of it, so that `/..//evil.example` is seen for what it is.
 */
export function localPath(next: string): string {
  if (next.length > longest || !next.startsWith('/') || /[\s\x00-\x20\x7f\\]/.test(next)) return '/'
  if (!URL.canParse(next, here)) return '/'
  const url = new URL(next, here)
  return url.origin === here && !url.pathname.startsWith('//') ? url.pathname + url.search : '/'
}
