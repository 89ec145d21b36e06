import fc from 'fast-check'
import { baseString } from '../../../../src/core/auth/oauth1/base-string.js'
import { baseUri } from '../../../../src/core/auth/oauth1/base-uri.js'
import { type SignatureMethod, sign } from '../../../../src/core/auth/oauth1/signature-methods.js'
import type { SignedRequest } from '../../../../src/core/auth/oauth1/signed-request.js'
import { verifySignature } from '../../../../src/core/auth/oauth1/verify-signature.js'
import type { Pair } from '../../../../src/core/pair.js'

interface Sent {
  readonly verb: string
  readonly path: string
  readonly pairs: readonly Pair[]
  readonly consumer: string
  readonly token: string
  readonly signature: string
}

/** Texts full of what has to be encoded, and of what looks as if it were. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.array(fc.constantFrom('a', 'B', '=', '&', '%', '+', ' ', '%3D', '~', '\u{1f600}'), { maxLength: 5 }).map(joined),
)
const segment = fc.constantFrom('/', 'api', 'a', '%7e', '%2F', '%41', '.', '+', ';', '=')

const requests = fc.record({
  verb: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD'),
  path: fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('')}`),
  pairs: fc.array(fc.tuple(text, text), { maxLength: 8 }),
  consumer: text,
  token: text,
})
/** Where to change a text, and how. */
const changes = fc.record({ where: fc.nat(), how: fc.constantFrom('insert', 'replace'), by: fc.constantFrom('x', 'Y') })
type Change = typeof changes extends fc.Arbitrary<infer T> ? T : never

function joined(parts: readonly string[]): string {
  return parts.join('')
}

function requestOf({ verb, path, pairs }: Pick<Sent, 'verb' | 'path' | 'pairs'>): SignedRequest {
  return {
    verb,
    uris: [baseUri('http', '[::1]:8080', path) ?? ''],
    parameters: [pairs],
    body: undefined,
    opaque: false,
  }
}

function holds(method: SignatureMethod, sent: Sent): boolean {
  return verifySignature(requestOf(sent), method, sent.signature, sent)
}

/** The text with one character put in, or put in the place of another one. */
function changed(original: string, { where, how, by }: Change): string {
  const characters = [...original]
  const at = characters.length === 0 ? 0 : where % characters.length
  const other = characters[at] === by ? 'z' : by
  characters.splice(at, how === 'replace' && characters.length > 0 ? 1 : 0, other)
  return characters.join('')
}

/** The request with one character changed, in every place where there is one. */
function forgeries(sent: Sent, change: Change): Sent[] {
  const everyPair = sent.pairs.flatMap(([name, value], i) => [
    { ...sent, pairs: sent.pairs.with(i, [changed(name, change), value]) },
    { ...sent, pairs: sent.pairs.with(i, [name, changed(value, change)]) },
  ])
  return [
    { ...sent, verb: changed(sent.verb, change) },
    { ...sent, path: `/${changed(sent.path.slice(1), change)}` },
    { ...sent, consumer: changed(sent.consumer, change) },
    { ...sent, token: changed(sent.token, change) },
    { ...sent, signature: changed(sent.signature, change) },
    ...everyPair,
  ]
}

test('10,000 random requests are accepted, and refused after a change of one character anywhere', () => {
  const methods = fc.constantFrom<SignatureMethod>('HMAC-SHA1', 'HMAC-SHA256', 'MD5')
  fc.assert(
    fc.property(methods, requests, changes, (method, request, change) => {
      const uri = requestOf(request).uris[0] ?? ''
      const signature = sign(method, baseString(request.verb, uri, request.pairs), request)
      const sent: Sent = { ...request, signature }
      expect(holds(method, sent)).toBe(true)
      expect(forgeries(sent, change).filter((forged) => holds(method, forged))).toEqual([])
    }),
    { numRuns: 10_000 },
  )
})

test('the order in which parameters come does not matter', () => {
  fc.assert(
    fc.property(requests, fc.nat(), (request, by) => {
      const { verb, pairs } = request
      const uri = requestOf(request).uris[0] ?? ''
      const turned = [...pairs.slice(by % (pairs.length + 1)), ...pairs.slice(0, by % (pairs.length + 1))]
      expect(baseString(verb, uri, turned)).toBe(baseString(verb, uri, pairs))
    }),
  )
})

test('any of the URIs with any of the lists of parameters may have been signed, and no other', () => {
  const secrets = { consumer: 'a', token: 'b' }
  const uris = ['http://inside:8080/api', 'https://api.example.com/api']
  const parameters: Pair[][] = [
    [['oauth_nonce', '1']],
    [
      ['oauth_nonce', '1'],
      ['title', 'x'],
    ],
  ]
  const request: SignedRequest = { verb: 'POST', uris, parameters, body: undefined, opaque: false }
  const signed = (uri: string, pairs: readonly Pair[]) => sign('HMAC-SHA1', baseString('POST', uri, pairs), secrets)
  for (const uri of uris) {
    for (const pairs of parameters) {
      expect(verifySignature(request, 'HMAC-SHA1', signed(uri, pairs), secrets)).toBe(true)
    }
  }
  for (const signature of [signed('http://api.example.com/api', []), signed(uris[0] ?? '', [['title', 'x']])]) {
    expect(verifySignature(request, 'HMAC-SHA1', signature, secrets)).toBe(false)
  }
})
