import { createHmac, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { OAuth } from 'oauth'
import OAuth1a from 'oauth-1.0a'
import { sign as oauthSign } from 'oauth-sign'
import { parseAuthorization } from '../../../../src/core/auth/oauth1/authorization-header.js'
import { baseString } from '../../../../src/core/auth/oauth1/base-string.js'
import { baseUri } from '../../../../src/core/auth/oauth1/base-uri.js'
import { percentEncode } from '../../../../src/core/auth/oauth1/percent-encode.js'
import { type SignatureMethod, sign, verify } from '../../../../src/core/auth/oauth1/signature-methods.js'
import type { Pair } from '../../../../src/core/pair.js'

/** A request as its sender has it: the query with the text that each pair is spelled by, and the form body. */
interface Sent {
  readonly verb: string
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: readonly Spelled[]
  readonly body: readonly Pair[]
}

interface Spelled {
  readonly pair: Pair
  readonly name: string
  readonly value: string
}

const client = { key: '6fa87ba500002712bd4eed6020f3bd72', secret: "e9a5 99f0&cf6c'e193" }
const token = { key: '12-0123456789abcdef', secret: 'd%40 f*' }
const secrets = { consumer: client.secret, token: token.secret }

const strict = percentEncode
const form = (text: string) => new URLSearchParams([['', text]]).toString().slice(1)
const plusAsSpace = (text: string) => strict(text).replaceAll('%20', '+')
const bareEquals = (text: string) => strict(text).replaceAll('%3D', '=')
const smallHex = (text: string) => strict(text).replace(/%../g, (byte) => byte.toLowerCase())

/** Texts and names that one of the packages mistakes for another, among others. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom('', '=', 'a=b=', 'a b', '+', '%', '\u{1f600}', '0', '&;') },
)
const name = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-d]{0,2}$/) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'a[]', 'a[0]', 'a b', 'c@') },
)
const pair = fc.tuple(name, text)
const spelled = fc
  .record({
    pair,
    spellName: fc.constantFrom(strict, strict, form, smallHex),
    spellValue: fc.constantFrom(strict, strict, form, plusAsSpace, bareEquals, smallHex),
  })
  .map(({ pair, spellName, spellValue }): Spelled => ({ pair, name: spellName(pair[0]), value: spellValue(pair[1]) }))

const requests: fc.Arbitrary<Sent> = fc.record({
  verb: fc.constantFrom('GET', 'POST', 'put'),
  scheme: fc.constantFrom('http', 'https'),
  host: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('example.com', 'example.com:8080', '127.0.0.1:8080') },
    { weight: 1, arbitrary: fc.constantFrom('EXAMPLE.com', 'example.com:80', 'example.com:443', '[::1]:8080') },
  ),
  path: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('/', '/api/doc.get/json', '/%7e', '/a%2Fb', '/a+b;c=d') },
    { weight: 1, arbitrary: fc.constantFrom('', "/it's") },
  ),
  query: fc.array(spelled, { maxLength: 4 }),
  body: fc.array(pair, { maxLength: 3 }),
})

const addressOf = ({ scheme, host, path }: Sent) => `${scheme}://${host}${path}`

function urlOf(sent: Sent): string {
  const query = sent.query.map(({ name, value }) => `${name}=${value}`).join('&')
  return sent.query.length === 0 ? addressOf(sent) : `${addressOf(sent)}?${query}`
}

const namesOf = ({ query, body }: Sent) => [...query.map(({ pair }) => pair[0]), ...body.map(([name]) => name)]
const isUnique = (names: readonly string[]) => new Set(names).size === names.length

/** Whether the address needs none of the normalisation of RFC 5849 section 3.4.1.2. */
const isNormal = (sent: Sent) => baseUri(sent.scheme, sent.host, sent.path) === addressOf(sent)

/** Whether a signature over the request and the given protocol parameters holds for us. */
function holds(sent: Sent, protocol: readonly Pair[], signature: string, method: SignatureMethod = 'HMAC-SHA1') {
  const uri = baseUri(sent.scheme, sent.host, sent.path) ?? ''
  const pairs = [...sent.query.map(({ pair }) => pair), ...sent.body, ...protocol]
  return verify(method, baseString(sent.verb, uri, pairs), signature, secrets)
}

/** The signature that a header carries, and the other protocol parameters. */
function split(pairs: readonly Pair[]): { signature: string; protocol: readonly Pair[] } {
  const signature = pairs.find(([name]) => name === 'oauth_signature')?.[1] ?? ''
  return { signature, protocol: pairs.filter(([name]) => name !== 'oauth_signature') }
}

/** The values by their names, as the packages want them: a list where a name comes more than once. */
function grouped(pairs: readonly Pair[]): Record<string, string | string[]> {
  const values = new Map<string, string | string[]>()
  for (const [name, value] of pairs) {
    const before = values.get(name)
    values.set(name, before === undefined ? value : [before, value].flat())
  }
  return Object.fromEntries(values)
}

/** Whether our verifier takes what the package signed; false where the package throws. */
function agrees(attempt: () => boolean): boolean {
  try {
    return attempt()
  } catch {
    return false
  }
}

/** Holds a package to what is known about it: it signs correctly exactly where it is expected to. */
function expectAgreement(accepted: (sent: Sent) => boolean, signsCorrectly: (sent: Sent) => boolean, of = requests) {
  let correct = 0
  const counted = (sent: Sent) => {
    const expected = signsCorrectly(sent)
    if (expected) correct++
    return expected
  }
  fc.assert(
    fc.property(of, (sent) => {
      expect(agrees(() => accepted(sent))).toBe(counted(sent))
    }),
    { numRuns: 5_000 },
  )
  expect(correct).toBeGreaterThan(500)
}

describe('oauth-sign', () => {
  const protocol: Pair[] = [['oauth_token', token.key]]
  const parametersOf = ({ query, body }: Sent) => grouped([...query.map(({ pair }) => pair), ...body, ...protocol])

  // It takes the base string URI as given; parameters, decoded by its caller, it signs correctly always.
  test.each<SignatureMethod>(['HMAC-SHA1', 'HMAC-SHA256'])('%s agrees, given a normalised address', (method) => {
    expectAgreement((sent) => {
      const { consumer, token } = secrets
      const signature = oauthSign(method, sent.verb, addressOf(sent), parametersOf(sent), consumer, token)
      return holds(sent, protocol, signature, method)
    }, isNormal)
  })

  test('PLAINTEXT agrees', () => {
    const { consumer, token } = secrets
    expect(oauthSign('PLAINTEXT', 'GET', 'http://a/', {}, consumer, token)).toBe(sign('PLAINTEXT', '', secrets))
  })
})

describe('oauth', () => {
  const signer = (method: string, secret: string) =>
    new OAuth('http://a/', 'http://b/', client.key, secret, '1.0', null, method)

  // - A name of the query that comes twice is signed as name[0] and name[1].
  // - Parameters are kept in an object: __proto__ is lost, and hasOwnProperty makes it throw.
  // - IPv6 hosts lose their brackets, and an apostrophe in the path is signed as %27.
  const signsCorrectly = (sent: Sent) =>
    isUnique(namesOf(sent)) &&
    !namesOf(sent).some((name) => name === '__proto__' || name === 'hasOwnProperty') &&
    !sent.host.startsWith('[') &&
    !sent.path.includes("'")

  // It signs the parameters of a body only while it sends the request.
  const withoutBody = requests.map((sent): Sent => ({ ...sent, body: [] }))

  test.each<SignatureMethod>(['HMAC-SHA1', 'HMAC-SHA256'])('%s agrees on all it signs correctly', (method) => {
    const oauth = signer(method, client.secret)
    const accepted = (sent: Sent) => {
      const header = oauth.authHeader(urlOf(sent), token.key, token.secret, sent.verb)
      const { signature, protocol } = split([...(parseAuthorization(header) ?? [])])
      return holds(sent, protocol, signature, method)
    }
    expectAgreement(accepted, signsCorrectly, withoutBody)
  })

  test('RSA-SHA1 agrees', () => {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const rsaPrivateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const rsaPublicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const header = signer('RSA-SHA1', rsaPrivateKey).authHeader('http://a/?b=c', token.key, token.secret, 'GET')
    const { signature, protocol } = split([...(parseAuthorization(header) ?? [])])
    const text = baseString('GET', 'http://a/', [['b', 'c'], ...protocol])
    expect(verify('RSA-SHA1', text, signature, { ...secrets, rsaPublicKey })).toBe(true)
    expect(oauthSign('RSA-SHA1', 'GET', 'http://a/', grouped([['b', 'c'], ...protocol]), rsaPrivateKey)).toBe(
      sign('RSA-SHA1', text, { ...secrets, rsaPrivateKey }),
    )
  })
})

describe('oauth-1.0a', () => {
  // - The address is signed as given: host not lowered, default port kept, no slash for an empty path.
  // - In the query, names are not decoded, + is not a space, and a value ends at its second equals sign.
  // - The query is kept in an object: the names of Object.prototype are taken for values, and of several values of a
  //   name the first one is lost where it is empty.
  // - A name of the query replaces that of the body, and __proto__ in the body is lost.
  const signsCorrectly = (sent: Sent) =>
    isNormal(sent) &&
    sent.query.every(({ pair, name, value }) => name === pair[0] && !/[=+]/.test(value)) &&
    !sent.query.some(({ name }) => name in {}) &&
    !sent.query.some(({ pair: [name, value] }, i) => value === '' && isRepeatedFirst(sent.query, name, i)) &&
    !sent.body.some(([name]) => name === '__proto__' || sent.query.some(({ pair }) => pair[0] === name))

  function isRepeatedFirst(query: readonly Spelled[], name: string, index: number): boolean {
    const positions = query.flatMap(({ pair }, i) => (pair[0] === name ? [i] : []))
    return positions.length > 1 && positions[0] === index
  }

  test.each<SignatureMethod>(['HMAC-SHA1', 'HMAC-SHA256'])('%s agrees on all it signs correctly', (method) => {
    const signer = new OAuth1a({
      consumer: client,
      signature_method: method,
      hash_function: (text, key) =>
        createHmac(method === 'HMAC-SHA1' ? 'sha1' : 'sha256', key)
          .update(text)
          .digest('base64'),
    })
    const accepted = (sent: Sent) => {
      const request = { url: urlOf(sent), method: sent.verb, data: grouped(sent.body) }
      const authorization = signer.authorize(request, token)
      const { signature, protocol } = split([
        ...(parseAuthorization(signer.toHeader(authorization).Authorization) ?? []),
      ])
      return holds(sent, protocol, signature, method)
    }
    expectAgreement(accepted, signsCorrectly)
  })
})
