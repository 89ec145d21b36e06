import { baseString, normalizeParameters } from '../../../../src/core/auth/oauth1/base-string.js'
import { type SigningSecrets, sign, verify } from '../../../../src/core/auth/oauth1/signature-methods.js'
import type { Pair } from '../../../../src/core/pair.js'

interface Vector {
  readonly verb: string
  readonly uri: string
  readonly pairs: readonly Pair[]
  readonly secrets: SigningSecrets
  readonly signature: string
}

/** The client of RFC 5849 section 1.2. */
const printer: Pair[] = [
  ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
  ['oauth_signature_method', 'HMAC-SHA1'],
]

/** RFC 5849 sections 3.1 and 3.4.1.3.1: the query, the protocol parameters of the header, and the form body. */
const exampleParameters: Pair[] = [
  ['b5', '=%3D'],
  ['a3', 'a'],
  ['c@', ''],
  ['a2', 'r b'],
  ['oauth_consumer_key', '9djdj82h48djs9d2'],
  ['oauth_token', 'kkk9d7dh3k39sjv7'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', '137131201'],
  ['oauth_nonce', '7d8f3e4a'],
  ['c2', ''],
  ['a3', '2 q'],
]

const vectors: Record<string, Vector> = {
  'RFC 5849 section 1.2, temporary credentials': {
    verb: 'POST',
    uri: 'https://photos.example.net/initiate',
    pairs: [
      ...printer,
      ['oauth_timestamp', '137131200'],
      ['oauth_nonce', 'wIjqoS'],
      ['oauth_callback', 'http://printer.example.com/ready'],
    ],
    secrets: { consumer: 'kd94hf93k423kf44', token: '' },
    signature: '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
  },
  'RFC 5849 section 1.2, token credentials': {
    verb: 'POST',
    uri: 'https://photos.example.net/token',
    pairs: [
      ...printer,
      ['oauth_token', 'hh5s93j4hdidpola'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', 'walatlh'],
      ['oauth_verifier', 'hfdp7dh39dks9884'],
    ],
    secrets: { consumer: 'kd94hf93k423kf44', token: 'hdhd0244k9j7ao03' },
    signature: 'gKgrFCywp7rO0OXSjdot/IHF7IU=',
  },
  'RFC 5849 section 1.2, the photo': {
    verb: 'GET',
    uri: 'http://photos.example.net/photos',
    pairs: [
      ...printer,
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_timestamp', '137131202'],
      ['oauth_nonce', 'chapoH'],
      ['file', 'vacation.jpg'],
      ['size', 'original'],
    ],
    secrets: { consumer: 'kd94hf93k423kf44', token: 'pfkkdhi9sl3r4s00' },
    signature: 'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
  },
  'OAuth Core 1.0 appendix A': {
    verb: 'GET',
    uri: 'http://photos.example.net/photos',
    pairs: [
      ...printer,
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_timestamp', '1191242096'],
      ['oauth_nonce', 'kllo9940pd9333jh'],
      ['oauth_version', '1.0'],
      ['file', 'vacation.jpg'],
      ['size', 'original'],
    ],
    secrets: { consumer: 'kd94hf93k423kf44', token: 'pfkkdhi9sl3r4s00' },
    signature: 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=',
  },
  // Section 3.1 prints bYT5CMsGcbgUdFHObYMEfcx6bsw=, which no secrets of the RFC give for the base string of section
  // 3.4.1.1. This is what the secrets usually named for the example, j49sk3j29djd and dh893hdasih9, do give.
  'RFC 5849 section 3.4.1.1': {
    verb: 'POST',
    uri: 'http://example.com/request',
    pairs: exampleParameters,
    secrets: { consumer: 'j49sk3j29djd', token: 'dh893hdasih9' },
    signature: 'r6/TJjbCOr97/+UU0NsvSne7s5g=',
  },
  'a Flickr client, request token': {
    verb: 'GET',
    uri: 'http://www.flickr.com/services/oauth/request_token',
    pairs: [
      ['oauth_callback', 'http://www.wackylabs.net/oauth/test'],
      ['oauth_consumer_key', '768fe946d252b119746fda82e1599980'],
      ['oauth_nonce', 'C2F26CD5C075BA9050AD8EE90644CF29'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1316657628'],
      ['oauth_version', '1.0'],
    ],
    secrets: { consumer: '1a3c208e172d3edc', token: '' },
    signature: '0fhNGlzpFNAsTme/hDfUb5HPB5U=',
  },
  'a Flickr client, a call': {
    verb: 'GET',
    uri: 'http://127.0.0.1:8080/services/rest/',
    pairs: [
      ['format', 'json'],
      ['method', 'flickr.test.login'],
      ['nojsoncallback', '1'],
      ['oauth_consumer_key', '9a0554259914a86fb9e7eb014e4e5d52'],
      ['oauth_nonce', '84354935'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1305583871'],
      ['oauth_token', '72157626318069415-087bfc7b5816092c'],
      ['oauth_version', '1.0'],
    ],
    secrets: { consumer: '000005fab4534d05', token: 'a202d1f853ec69de' },
    signature: '1dKkJY9orIv+Rn7MVuWWcFTjNkE=',
  },
}

describe('published signatures', () => {
  test.each(Object.entries(vectors))('%s', (_, { verb, uri, pairs, secrets, signature }) => {
    const text = baseString(verb, uri, pairs)
    expect(sign('HMAC-SHA1', text, secrets)).toBe(signature)
    expect(verify('HMAC-SHA1', text, signature, secrets)).toBe(true)
  })
})

test('the parameters of RFC 5849 section 3.4.1.3.2', () => {
  expect(normalizeParameters(exampleParameters)).toBe(
    'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a' +
      '&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7',
  )
})

test('the base string of RFC 5849 section 3.4.1.1', () => {
  expect(baseString('post', 'http://example.com/request', exampleParameters)).toBe(
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D' +
      '%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
      '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  )
})
