import type { Signing } from '../../core/dialect/signing.js'
import { names } from './credentials.js'

/**
 * Names and values joined without separators, then the method's name, and the secret last (spec/ipernity-wire
 * section 3). A login link has no method, so the signature of a call never fits a link.
 */
export const signing: Signing = {
  names,
  unsigned: new Set(['file']),
  undeclared: new Set(['lg', 'lang', 'public', 'format', 'callback', '_']),
  methodLast: true,
  text(pairs, method, secret) {
    let text = ''
    for (const [name, value] of pairs) text += name + value
    return text + method + secret
  },
  link: { frob: 'frob', language: 'lg' },
}
