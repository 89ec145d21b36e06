import { percentEncode } from '../../core/auth/oauth1/percent-encode.js'

/**
 * The value of Content-Disposition (RFC 6266). A name beyond plain ASCII is given twice, for old clients with underscores
 * and in UTF-8 (RFC 8187).
 *
 * @param name the file name; slashes in it become underscores, since no path may reach a client
 */
export function contentDisposition(type: 'attachment' | 'inline', name: string | undefined): string {
  if (name === undefined) return type
  const safe = name.replace(/[/\\]/g, '_')
  const plain = safe.replace(/[^\x20-\x7e]|["%]/gu, '_')
  const extended = plain === safe ? '' : `; filename*=UTF-8''${percentEncode(safe)}`
  return `${type}; filename="${plain}"${extended}`
}
