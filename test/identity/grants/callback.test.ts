import { isSafeCallback, parseCallback, withParameter } from '../../../src/identity/grants/callback.js'

const refused = [
  'javascript:alert(1)',
  'JavaScript://example.org/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  'vbscript:msgbox(1)',
  'blob:https://example.org/1',
  'about:blank',
  'ftp://example.org/back',
  'app://back',
  '//evil.example/back',
  '/back',
  '\\\\evil.example\\back',
  'https://example.org\\@evil.example/',
  'https://user@example.org/back',
  'https://user:word@example.org/back',
  'https://@evil.example/back',
  'https:example.org',
  'https:///example.org/back',
  'https://exa mple.org/',
  'https://example.org/\r\nSet-Cookie: a=b',
  'https://example.org/\u0000',
  ' https://example.org/',
  'https://a;script-src*/',
  'http://',
  'http://[::1/back',
  'java\tscript:alert(1)',
  'javascript:1',
  '',
]

const allowed = [
  ['https://example.org/back', 'https://example.org/back'],
  ['http://localhost:3000/back?x=1', 'http://localhost:3000/back?x=1'],
  ['example.org/back', 'http://example.org/back'],
  ['example.org:8080/back', 'http://example.org:8080/back'],
  ['localhost:3000', 'http://localhost:3000/'],
  ['http://[::1]:8080/back', 'http://[::1]:8080/back'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['org.example.app:/back', 'org.example.app:/back'],
  ['org.example.app://back', 'org.example.app://back'],
] as const

describe('isSafeCallback', () => {
  test.each(refused)('refuses %j', (text) => {
    expect(isSafeCallback(text)).toBe(false)
  })

  test('refuses addresses that are longer than browsers accept', () => {
    expect(isSafeCallback(`https://example.org/${'a'.repeat(2000)}`)).toBe(false)
  })

  test.each(allowed)('takes %s as %s', (text, href) => {
    expect(parseCallback(text)?.href).toBe(href)
  })
})

describe('withParameter', () => {
  test.each([
    ['https://example.org/back', 'https://example.org/back?frob=1-a'],
    ['https://example.org/back?x=1', 'https://example.org/back?x=1&frob=1-a'],
    ['https://example.org/back?x=%20a+b', 'https://example.org/back?x=%20a+b&frob=1-a'],
    ['https://example.org/back#part', 'https://example.org/back?frob=1-a#part'],
    ['https://example.org', 'https://example.org/?frob=1-a'],
    ['org.example.app:/back', 'org.example.app:/back?frob=1-a'],
  ])('adds to %s', (callback, expected) => {
    expect(withParameter(new URL(callback), 'frob', '1-a')).toBe(expected)
  })
})
