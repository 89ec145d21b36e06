import fc from 'fast-check'
import { baseString, normalizeParameters } from '../../../../src/core/auth/oauth1/base-string.js'
import { baseUri } from '../../../../src/core/auth/oauth1/base-uri.js'
import { percentDecode, percentEncode } from '../../../../src/core/auth/oauth1/percent-encode.js'
import type { Pair } from '../../../../src/core/pair.js'

type UriCase = readonly [why: string, scheme: string, host: string, path: string, uri: string | undefined]

const uris: readonly UriCase[] = [
  ['RFC 5849 section 3.4.1.2, http', 'http', 'EXAMPLE.COM:80', '/r%20v/X?id=123', 'http://example.com/r%20v/X'],
  ['RFC 5849 section 3.4.1.2, https', 'https', 'www.example.net:8080', '/?q=1', 'https://www.example.net:8080/'],
  ['scheme in upper case', 'HTTPS', 'example.com', '/a', 'https://example.com/a'],
  ['https on its default port', 'https', 'example.com:443', '/a', 'https://example.com/a'],
  ['port 443 on http', 'http', 'example.com:443', '/a', 'http://example.com:443/a'],
  ['port 80 on https', 'https', 'example.com:80', '/a', 'https://example.com:80/a'],
  ['default port with zeros before it', 'http', 'example.com:0080', '/a', 'http://example.com/a'],
  ['empty port', 'http', 'example.com:', '/a', 'http://example.com/a'],
  ['empty path', 'http', 'example.com', '', 'http://example.com/'],
  ['empty path before a query', 'http', 'example.com', '?a=b', 'http://example.com/'],
  ['fragment', 'http', 'example.com', '/a#b', 'http://example.com/a'],
  ['question mark in a query', 'http', 'example.com', '/a?b?c#d', 'http://example.com/a'],
  ['IPv4', 'http', '127.0.0.1:8080', '/a', 'http://127.0.0.1:8080/a'],
  ['IPv6', 'http', '[::1]', '/a', 'http://[::1]/a'],
  ['IPv6 in upper case with a port', 'https', '[2001:DB8::A]:8443', '/a', 'https://[2001:db8::a]:8443/a'],
  ['IPv6 on the default port', 'http', '[::1]:80', '/a', 'http://[::1]/a'],
  ['IPv6 around IPv4', 'http', '[::ffff:192.0.2.1]', '/', 'http://[::ffff:192.0.2.1]/'],
  ['tilde encoded by the client', 'http', 'example.com', '/%7euser', 'http://example.com/%7euser'],
  ['encoded slash', 'http', 'example.com', '/a%2Fb%2fc', 'http://example.com/a%2Fb%2fc'],
  ['dot segments and slashes', 'http', 'example.com', '/a/../b//c/', 'http://example.com/a/../b//c/'],
  ['plus and sub-delimiters', 'http', 'example.com', "/a+b;c=d,e'(f)*", "http://example.com/a+b;c=d,e'(f)*"],
  ['name with an underscore', 'http', 'photo_store:8080', '/', 'http://photo_store:8080/'],
  ['no host', 'http', '', '/a', undefined],
  ['nothing but a port', 'http', ':80', '/a', undefined],
  ['user information', 'http', 'user@example.com', '/a', undefined],
  ['path in the host', 'http', 'example.com/a', '/a', undefined],
  ['two hosts', 'http', 'example.com, example.net', '/a', undefined],
  ['space', 'http', 'exa mple.com', '/a', undefined],
  ['line end', 'http', 'example.com\n', '/a', undefined],
  ['not ASCII', 'http', 'b\u00fccher.example', '/a', undefined],
  ['IPv6 without brackets', 'http', '::1', '/a', undefined],
  ['IPv6 that is none', 'http', '[1:2]', '/a', undefined],
  ['IPv6 with a zone', 'http', '[fe80::1%25eth0]', '/a', undefined],
  ['port out of range', 'http', 'example.com:65536', '/a', undefined],
  ['port in hex', 'http', 'example.com:0x50', '/a', undefined],
  ['two ports', 'http', 'example.com:80:80', '/a', undefined],
  ['another scheme', 'ftp', 'example.com', '/a', undefined],
  ['a name of Object.prototype as scheme', 'constructor', 'example.com', '/a', undefined],
  ['asterisk as path', 'http', 'example.com', '*', undefined],
]

test.each(uris)('base string URI: %s', (_, scheme, host, path, uri) => {
  expect(baseUri(scheme, host, path)).toBe(uri)
})

/** Names and values in turn, and what they are normalised to, whatever order they came in. */
const parameterLists: readonly (readonly [why: string, namesAndValues: readonly string[], text: string])[] = [
  ['none', [], ''],
  ['empty value', ['a', ''], 'a='],
  ['empty name', ['', 'a'], '=a'],
  ['empty name and value, twice', ['', '', '', ''], '=&='],
  ['unreserved', ['aZ09-._~', 'aZ09-._~'], 'aZ09-._~=aZ09-._~'],
  ['space', ['a b', 'c d'], 'a%20b=c%20d'],
  ['plus', ['a+b', '1+1'], 'a%2Bb=1%2B1'],
  ['percent', ['%', '%2B'], '%25=%252B'],
  ['equals sign and ampersand', ['a=b', '&c=d'], 'a%3Db=%26c%3Dd'],
  ['semicolon', ['a;b', ';'], 'a%3Bb=%3B'],
  ['what the platform leaves alone', ["!'()*", "!'()*"], '%21%27%28%29%2A=%21%27%28%29%2A'],
  ['brackets', ['a[]', '[1]'], 'a%5B%5D=%5B1%5D'],
  ['controls', ['a', '\0\t\r\n\x7f'], 'a=%00%09%0D%0A%7F'],
  ['two bytes', ['\u00fc', '\u00df'], '%C3%BC=%C3%9F'],
  ['three bytes', ['\u2603', '\uffff'], '%E2%98%83=%EF%BF%BF'],
  ['astral', ['\u{1f600}', '\u{10ffff}'], '%F0%9F%98%80=%F4%8F%BF%BF'],
  ['one name, several values', ['a', '2', 'a', '1', 'a', '10'], 'a=1&a=10&a=2'],
  ['a pair twice', ['a', '1', 'a', '1'], 'a=1&a=1'],
  ['an empty value comes first', ['a', 'x', 'a', ''], 'a=&a=x'],
  ['an empty name comes first', ['a', '', '', 'x'], '=x&a='],
  ['capitals before small letters', ['a', '', 'B', ''], 'B=&a='],
  ['a shorter name before a longer one', ['ab', '', 'a', 'z'], 'a=z&ab='],
  ['names, then values: not the joined text', ['a', '~', 'a-', ''], 'a=~&a-='],
  ['encoded before sorted: { is %7B', ['z', '', '{', ''], '%7B=&z='],
  ['bytes: astral after U+FFFF', ['\u{1f600}', '', '\uffff', ''], '%EF%BF%BF=&%F0%9F%98%80='],
  ['a name of Object.prototype', ['__proto__', '1', 'constructor', ''], '__proto__=1&constructor='],
  ['a lone surrogate', ['a', '\ud800'], 'a=%EF%BF%BD'],
]

test.each(parameterLists)('parameters: %s', (_, namesAndValues, text) => {
  const pairs = pairsOf(namesAndValues)
  expect(normalizeParameters(pairs)).toBe(text)
  expect(normalizeParameters([...pairs].reverse())).toBe(text)
})

function pairsOf(namesAndValues: readonly string[]): Pair[] {
  const pairs: Pair[] = []
  for (let i = 0; i < namesAndValues.length; i += 2) pairs.push([namesAndValues[i] ?? '', namesAndValues[i + 1] ?? ''])
  return pairs
}

test('the base string encodes verb, URI and parameters once more', () => {
  expect(baseString('M-SEARCH*', 'http://[::1]:8080/%7e', [['%', ' ']])).toBe(
    'M-SEARCH%2A&http%3A%2F%2F%5B%3A%3A1%5D%3A8080%2F%257e&%2525%3D%2520',
  )
})

test('encodes every UTF-8 byte as the RFC asks, and decodes it again', () => {
  const expected = (text: string) =>
    [...Buffer.from(text)]
      .map((byte) => {
        const character = String.fromCharCode(byte)
        return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
      })
      .join('')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(percentEncode(text)).toBe(expected(text))
      expect(percentDecode(percentEncode(text))).toBe(text)
    }),
    { numRuns: 5_000 },
  )
})

test.each(['%', '%4', '%4g', '%%41', '%c3', '%c3%28', '%c0%80', '%ed%a0%80', '%f4%90%80%80', '%ff'])(
  'decoding refuses %p',
  (text) => {
    expect(percentDecode(text)).toBeUndefined()
  },
)

test('decoding takes small hex digits and leaves plus alone', () => {
  expect(percentDecode('a+%c3%bc%2b')).toBe('a+\u00fc+')
})
