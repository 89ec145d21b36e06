/**
 * Parses a registered callback address; without a scheme it is http, since old documentation writes them so.
 *
 * Allowed are http and https, and private-use schemes in reverse domain form such as `org.example.app:` (RFC 8252
 * section 7.1): browsers interpret no scheme with a dot, so javascript:, data:, file: and the like are refused without an
 * incomplete list of them. Refused as well: userinfo before the host, backslashes, blanks, control characters, and host names
 * that are not safe in a Content-Security-Policy.
 *
 * @returns undefined where the text is no allowed address
 */
export function parseCallback(text: string): URL | undefined {
  if (text.length > longest || /[\s\x00-\x20\x7f-\x9f\\]/.test(text)) return undefined
  const address = withoutScheme.test(text) ? `http://${text}` : text
  if (!web.test(address) && !privateUse.test(address)) return undefined
  if (/^[^:]+:\/\/[^/?#]*@/.test(address) || !URL.canParse(address)) return undefined
  const url = new URL(address)
  return isWeb(url) && !safeHost.test(url.hostname) ? undefined : url
}

/** Whether browsers may be redirected to this address. */
export function isSafeCallback(text: string): boolean {
  return parseCallback(text) !== undefined
}

/** Appends a parameter to the query of a callback. */
export function withParameter(callback: URL, name: string, value: string): string {
  const url = new URL(callback)
  const parameter = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  url.search = url.search === '' ? parameter : `${url.search}&${parameter}`
  return url.href
}

/** Whether a URL is http or https. */
export function isWeb(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:'
}

const longest = 2000
/** `example.org/back`, `localhost:3000`: a host with a dot, or localhost, perhaps a port, then the end or a path. */
const withoutScheme = /^(?:[^:/?#]+\.[^:/?#]+|localhost)(?::\d{1,5})?(?:[/?#]|$)/i
const web = /^https?:\/\/[^/?#]/i
const privateUse = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:(?!\d{1,5}(?:[/?#]|$))./i
const safeHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/
