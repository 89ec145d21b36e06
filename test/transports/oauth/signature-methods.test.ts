import { generateKeyPairSync } from 'node:crypto'
import type { SignatureMethod } from '../../../src/core/auth/oauth1/signature-methods.js'
import { askBy } from '../../cases/ask-by.js'
import type { Consumer } from '../../support/oauth.js'
import { type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { speakers } from './speakers.js'
import { guessing } from './wrong-calls.js'

const [own, strange] = [keyPair(), keyPair()]

let bed: OAuthBed
/** May sign by anything. */
let consumer: Consumer
beforeAll(async () => {
  bed = await startOAuthBed()
  const oauthMethods = ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'MD5'] as const
  const app = await bed.newApp({ oauthMethods, rsaPublicKey: own.publicKey })
  consumer = { ...(await bed.holder({ doc: 'read' }, app)), rsaPrivateKey: own.privateKey }
})
afterAll(() => bed.server.stop())

function keyPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}

describe.each(speakers)('%s', (_name, driver, where) => {
  const code = async (method: SignatureMethod, by: Consumer) => {
    const speaker = { consumer: by, where, oauth: { oauth_signature_method: method } }
    const { outcome } = await askBy(driver, bed.server.url, { method: 'auth.checkToken', pairs: [], speaker })
    return 'code' in outcome ? outcome.code : outcome.value
  }
  const answer = { auth: expect.objectContaining({ user: expect.objectContaining({ username: 'caller' }) }) }

  test.each(['HMAC-SHA1', 'HMAC-SHA256', 'MD5'] as const)('%s holds with the secrets only', async (method) => {
    expect(await code(method, consumer)).toEqual(answer)
    expect(await code(method, guessing(consumer))).toBe(105)
  })

  test('RSA-SHA1 holds with the private key only, and without any secret', async () => {
    expect(await code('RSA-SHA1', consumer)).toEqual(answer)
    expect(await code('RSA-SHA1', guessing(consumer))).toEqual(answer)
    expect(await code('RSA-SHA1', { ...consumer, rsaPrivateKey: strange.privateKey })).toBe(105)
  })

  test('RSA-SHA1 is refused where the application has no public key, or another one', async () => {
    for (const rsaPublicKey of [undefined, strange.publicKey]) {
      const app = await bed.newApp({ oauthMethods: ['RSA-SHA1'], rsaPublicKey })
      const holder = await bed.holder({}, app)
      expect(await code('RSA-SHA1', { ...holder, rsaPrivateKey: own.privateKey })).toBe(105)
    }
  })
})
