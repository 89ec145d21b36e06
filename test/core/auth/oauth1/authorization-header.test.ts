import fc from 'fast-check'
import { ApiError } from '../../../../src/core/api-error.js'
import { formatAuthorization, parseAuthorization } from '../../../../src/core/auth/oauth1/authorization-header.js'
import type { Pair } from '../../../../src/core/pair.js'

/** What the parser makes of a header, in order; undefined for another scheme. */
function parse(header: string): readonly Pair[] | undefined {
  const parameters = parseAuthorization(header)
  return parameters && [...parameters]
}

/** The same, or the code of its error. */
function outcome(header: string): readonly Pair[] | number | undefined {
  try {
    return parse(header)
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
}

test('the header of RFC 5849 section 3.5.1, as it is printed there', () => {
  const header =
    'OAuth realm="Example", oauth_consumer_key="0685bd9184jfhq22", oauth_token="ad180jjd733klru7", ' +
    'oauth_signature_method="HMAC-SHA1", oauth_signature="wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D", ' +
    'oauth_timestamp="137131200", oauth_nonce="4572616e48616d6d65724c61686176", oauth_version="1.0"'
  expect(parse(header)).toEqual([
    ['oauth_consumer_key', '0685bd9184jfhq22'],
    ['oauth_token', 'ad180jjd733klru7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_signature', 'wOJIO9A2W5mFwDgiDvZbTSMK/PY='],
    ['oauth_timestamp', '137131200'],
    ['oauth_nonce', '4572616e48616d6d65724c61686176'],
    ['oauth_version', '1.0'],
  ])
})

const a: Pair[] = [['a', 'b']]

test.each<readonly [why: string, header: string, pairs: readonly Pair[]]>([
  ['scheme in any case', 'oAUTH a="b"', a],
  ['no parameters', 'OAuth', []],
  ['spaces and tabs', 'OAuth \t a="b" \t', a],
  ['no space after the comma', 'OAuth a="b",c="d"', [...a, ['c', 'd']]],
  ['space before the comma', 'OAuth a="b" \t, c="d"', [...a, ['c', 'd']]],
  ['empty elements of the list', 'OAuth , ,a="b",, c="d",', [...a, ['c', 'd']]],
  ['a comma right after the scheme', 'OAuth,a="b"', a],
  ['nothing but a comma', 'OAuth,', []],
  ['nothing but a realm', 'OAuth realm="x"', []],
  ['empty value', 'OAuth a=""', [['a', '']]],
  ['encoded name and value', 'OAuth a%3d="%c3%bc%22"', [['a=', '\u00fc"']]],
  ['plus is a plus', 'OAuth a="b+c%2B"', [['a', 'b+c+']]],
  ['what a client forgot to encode', 'OAuth a="http://x/?y=z,w b+/="', [['a', 'http://x/?y=z,w b+/=']]],
  ['realm at the end, in any case', 'OAuth a="b", REALM="x"', a],
  ['realm with an escaped quote, a comma and a percent sign', 'OAuth realm="\\"x\\\\, c=\\"100%", a="b"', a],
  ['realm that is not ASCII', 'OAuth realm="B\u00fccher", a="b"', a],
  ['names that differ in case', 'OAuth a="b", A="c"', [...a, ['A', 'c']]],
  ['a name of Object.prototype', 'OAuth __proto__="b"', [['__proto__', 'b']]],
])('takes %s', (_, header, pairs) => {
  expect(parse(header)).toEqual(pairs)
})

test.each(['', 'Basic YTpi', 'Bearer x', 'OAuth2 x', 'OAuthx a="b"', 'OAuth-x a="b"', 'XOAuth a="b"', ' OAuth a="b"'])(
  'leaves %p to others',
  (header) => {
    expect(parse(header)).toBeUndefined()
  },
)

test.each([
  'OAuth:a="b"',
  'OAuth: a="b"',
  'OAuth;',
  'OAuth="b"',
  'OAuth"b"',
  'OAuth/1.0 a="b"',
  'OAuth a',
  'OAuth a=',
  'OAuth a=b',
  "OAuth a='b'",
  'OAuth a="b',
  'OAuth a="b"c',
  'OAuth a="b" c="d"',
  'OAuth a="b";c="d"',
  'OAuth a ="b"',
  'OAuth a= "b"',
  'OAuth ="b"',
  'OAuth a="%"',
  'OAuth a="%4"',
  'OAuth a="%zz"',
  'OAuth a="%ff"',
  'OAuth a="%ed%a0%80"',
  'OAuth %="b"',
  'OAuth a="\\b"',
  'OAuth a="\\"',
  'OAuth a="\u00fc"',
  'OAuth a="\t"',
  'OAuth a="b\u007f"',
  'OAuth a="b", a="b"',
  'OAuth a="b", a="c"',
  'OAuth a="b", %61="c"',
  'OAuth realm="x", a="b", Realm="y"',
  'OAuth 2YotnFZFEjr1zCsicMWpAA',
])('refuses %p with 123', (header) => {
  expect(outcome(header)).toBe(123)
})

const headers = fc.record({
  pairs: fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' })), {
    selector: ([name]) => (name.toLowerCase() === 'realm' ? 'realm' : name),
    maxLength: 8,
  }),
  realm: fc.option(fc.string({ unit: 'grapheme-ascii' }), { nil: undefined }),
})

test('reads what the writer wrote', () => {
  fc.assert(
    fc.property(headers, ({ pairs, realm }) => {
      const sent = pairs.filter(([name]) => name.toLowerCase() !== 'realm')
      expect(parse(formatAuthorization(sent, realm))).toEqual(sent)
    }),
    { numRuns: 2_000 },
  )
})

test('any header gives pairs, another scheme or 123', () => {
  const piece = fc.constantFrom('"', '\\', '%', ',', '=', ' ', '\t', '\0', '\u00ff', 'a="b"', 'realm="', '%ff', 'a')
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), piece), { minLength: 1, maxLength: 4 })
  const seen = new Set<string>()
  fc.assert(
    fc.property(headers, edits, ({ pairs, realm }, cuts) => {
      const header = cuts.reduce(
        (text, [where, removed, put]) => {
          const at = where % (text.length + 1)
          return text.slice(0, at) + put + text.slice(at + removed)
        },
        formatAuthorization(pairs, realm),
      )
      const result = outcome(header)
      seen.add(typeof result)
      if (typeof result === 'number') expect(result).toBe(123)
      else if (result !== undefined) expect(new Set(result.map(([name]) => name)).size).toBe(result.length)
    }),
    { numRuns: 10_000 },
  )
  expect([...seen].sort()).toEqual(['number', 'object', 'undefined'])
})

test('a long header costs time in proportion, wherever it breaks', () => {
  const long = 'a'.repeat(100_000)
  for (const header of [
    `OAuth ${long}`,
    `OAuth a="${long}`,
    `OAuth a="${'\\"'.repeat(50_000)}`,
    `OAuth ${' '.repeat(100_000)}=`,
  ]) {
    expect(outcome(header)).toBe(123)
  }
})
