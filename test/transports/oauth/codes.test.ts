import { signatureMethods } from '../../../src/core/auth/oauth1/signature-methods.js'
import type { Alter } from '../../cases/ask-by.js'
import {
  at,
  by,
  type Cases,
  elsewhere,
  elsewhereToo,
  guessing,
  inHeader,
  inQuery,
  inventing,
  once,
  refuseAll,
  suspending,
  unknownKey,
} from './wrong-calls.js'

const sha1OfNothing = '2jmj7l5rSw0yVb/vlWAYkK/YBwk='

/** Writes something else into the body. */
const changed: Alter = ({ target, init }) => {
  const body = String(init.body).replace('before', 'behind')
  if (body === String(init.body)) throw new Error('There is nothing to change in the body.')
  return { target, init: { ...init, body } }
}

/** Leaves parameters out, and wants them named. */
const without = (...names: readonly string[]): Cases => ({
  [`131 no ${names.join(', ')}`]: [
    131,
    () => ({ oauth: Object.fromEntries(names.map((name) => [name, undefined])), says: `: ${names.join(', ')}` }),
  ],
})

const noTime = (text: string): Cases => ({
  [`132 not a number: ${JSON.stringify(text)}`]: [132, () => ({ oauth: { oauth_timestamp: text } })],
})

refuseAll({
  '101 an unknown key': [101, () => ({ consumer: unknownKey })],
  '101 a key that is none': [101, () => ({ consumer: { key: "' or 1=1", secret: '' } })],
  '101 a disabled application': [101, async ({ newApp }) => ({ consumer: await newApp({ disabled: true }) })],

  '105 a wrong secret': [105, ({ consumer }) => ({ consumer: guessing(consumer) })],
  '105 a wrong secret beside a token': [105, ({ member }) => ({ consumer: guessing(member) })],
  '105 a wrong secret of the token': [
    105,
    ({ member }) => ({ consumer: { ...member, token: { ...member.token, secret: 'wrong' } } }),
  ],
  '105 no secret of the token': [
    105,
    ({ member }) => ({ consumer: { ...member, token: { ...member.token, secret: '' } } }),
  ],
  '105 a changed nonce': [
    105,
    ({ where }) => {
      const change = (text: string) => text.replace(/(oauth_nonce="?)./, '$1x')
      if (where === 'header') return { alter: inHeader(change) }
      return { alter: ({ target, init }) => ({ target: change(target), init }) }
    },
  ],
  '105 a parameter more': [105, () => ({ alter: inQuery('lg', 'de') })],
  '105 another body than its hash': [
    105,
    () => ({ method: 'test.echo', params: [['echo', 'before']], hashed: true, alter: changed }),
  ],
  '105 a hash of something else': [
    105,
    () => ({ method: 'test.echo', params: [['echo', 'a']], oauth: { oauth_body_hash: sha1OfNothing } }),
  ],

  '106 the application alone': [106, ({ consumer }) => ({ method: 'auth.checkToken', consumer })],
  '106 an empty token': [106, ({ consumer }) => ({ method: 'auth.checkToken', consumer, oauth: { oauth_token: '' } })],

  '107 an unknown token': [107, (stage) => ({ consumer: inventing(stage) })],
  '107 a token that is none': [107, (stage) => ({ consumer: inventing(stage, "' or 1=1") })],
  '107 a revoked token': [
    107,
    async ({ server, holder }) => {
      const consumer = await holder()
      await server.services.tokenStore.revoke(consumer.token.token, 'cli:test')
      return { consumer }
    },
  ],
  '107 a token of another application': [
    107,
    async ({ consumer, newApp, holder }) => ({
      consumer: { ...consumer, ...(await tokenOf(holder({}, await newApp()))) },
    }),
  ],

  '108 a suspended member': [
    108,
    async (stage) => {
      const [consumer, suspend] = await suspending(stage)
      await suspend()
      return { consumer }
    },
  ],
  '110 a level that is too low': [
    110,
    async ({ holder }) => ({
      method: 'doc.delete',
      params: [['doc_id', '1']],
      consumer: await holder({ doc: 'read' }),
    }),
  ],
  '111 an address that is not allowed': [111, async (stage) => ({ consumer: await elsewhere(stage) })],

  '123 OAuth in two places': [123, ({ where }) => ({ alter: elsewhereToo(where) })],
  '123 api_sig beside OAuth': [123, () => ({ params: [['api_sig', 'f'.repeat(32)]] })],
  '123 another api_key beside OAuth': [123, () => ({ params: [['api_key', unknownKey.key]] })],
  '123 another auth_token beside OAuth': [123, () => ({ params: [['auth_token', '1-abc']] })],
  '123 an auth_token beside the application alone': [
    123,
    ({ consumer, member }) => ({ consumer, params: [['auth_token', member.token.token]] }),
  ],
  '123 a bearer token beside OAuth': [
    123,
    ({ where }) => (where === 'header' ? undefined : { authorization: 'Bearer abc' }),
  ],
  '123 a name that comes twice': [
    123,
    ({ where }) => ({
      alter: where === 'query' ? inQuery('oauth_version', '1.0') : inHeader((text) => `${text}, oauth_version="1.0"`),
    }),
  ],
  '123 a header that cannot be read': [
    123,
    ({ where }) => (where === 'query' ? undefined : { alter: inHeader((text) => `${text}, oauth_more="%zz"`) }),
  ],

  '130 another version': [130, () => ({ oauth: { oauth_version: '2.0' } })],
  '130 a version that only begins well': [130, () => ({ oauth: { oauth_version: '1.0b' } })],

  ...without('oauth_consumer_key'),
  ...without('oauth_signature'),
  ...without('oauth_signature_method'),
  ...without('oauth_nonce'),
  ...without('oauth_timestamp'),
  ...without('oauth_signature', 'oauth_timestamp'),
  ...without('oauth_consumer_key', 'oauth_signature', 'oauth_signature_method', 'oauth_nonce', 'oauth_timestamp'),
  '131 an empty nonce': [131, () => ({ oauth: { oauth_nonce: '' }, says: ': oauth_nonce' })],

  '132 too old': [132, () => ({ oauth: at(-310) })],
  '132 too new': [132, () => ({ oauth: at(75) })],
  ...noTime('soon'),
  ...noTime('-1'),
  ...noTime('1e9'),
  ...noTime('1700000000.5'),
  ...noTime('9'.repeat(20)),

  '133 a nonce that was used': [
    133,
    async ({ call }) => {
      const oauth = once()
      await call({ oauth })
      return { oauth }
    },
  ],
  '134 a time that is long gone by': [
    134,
    async ({ call, holder }) => {
      const consumer = await holder()
      await call({ consumer, oauth: at(50) })
      return { consumer, oauth: at(-280) }
    },
  ],

  '135 an unknown method': [135, () => ({ oauth: by('HMAC-MD5') })],
  '135 a method in another spelling': [135, () => ({ oauth: by('hmac-sha1') })],
  '135 MD5, which nobody allowed': [135, () => ({ oauth: by('MD5') })],
  '135 RSA-SHA1, which nobody allowed': [135, () => ({ oauth: by('RSA-SHA1') })],
  '135 what the application does not allow': [
    135,
    async ({ newApp }) => ({ consumer: await newApp({ oauthMethods: ['HMAC-SHA256'] }) }),
  ],
  '135 PLAINTEXT without TLS': [
    135,
    async ({ newApp }) => ({ consumer: await newApp({ oauthMethods: signatureMethods }), oauth: by('PLAINTEXT') }),
  ],
})

async function tokenOf<Holder extends { token: unknown }>(holder: Promise<Holder>): Promise<Pick<Holder, 'token'>> {
  const { token } = await holder
  return { token }
}
