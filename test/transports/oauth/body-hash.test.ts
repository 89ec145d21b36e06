import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { ApplicationPolicy } from '../../../src/core/ports/app-store.js'
import { askBy } from '../../cases/ask-by.js'
import type { Driver, Said } from '../../cases/drivers/index.js'
import { restDriver } from '../../cases/drivers/rest.js'
import { type Holder, type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { type Place, speakers } from './speakers.js'

let bed: OAuthBed
const holders = new Map<ApplicationPolicy['bodyHash'], Holder>()
beforeAll(async () => {
  bed = await startOAuthBed({ settings: { TRUST_PROXY: '127.0.0.1' } })
  for (const bodyHash of ['required', 'optional', 'auto'] as const)
    holders.set(bodyHash, await bed.holder({ doc: 'read' }, await bed.newApp({ bodyHash })))
})
afterAll(() => bed.server.stop())

/** REST with a JSON body. */
const jsonDriver: Driver = {
  ...restDriver('json'),
  name: 'REST with a JSON body',
  say(sent, method) {
    const { target } = restDriver('json').say(sent, method)
    const body = JSON.stringify(Object.fromEntries(sent.pairs))
    return { target, init: { method: 'POST', headers: { 'content-type': 'application/json' }, body } }
  },
}

/** A client that the proxy tells of. */
interface From {
  readonly address?: string
  readonly tls?: boolean
}

const far = { address: '192.0.2.7' }

function via({ address = '127.0.0.1', tls = false }: From) {
  return ({ target, init }: Said): Said => {
    const headers = new Headers(init.headers)
    headers.set('x-forwarded-for', address)
    if (tls) headers.set('x-forwarded-proto', 'https')
    return { target, init: { ...init, headers } }
  }
}

const places = ['header', 'query'] as const
const envelopes = [
  ...speakers.filter(([name]) => !name.startsWith('REST')),
  ...places.map((where) => [`${jsonDriver.name}, OAuth in the ${where}`, jsonDriver, where] as const),
]

describe.each(envelopes)('%s', (_name, driver, where) => {
  const ask = async (bodyHash: ApplicationPolicy['bodyHash'], from: From, hashed: boolean, oauth = {}) => {
    const consumer = holders.get(bodyHash) ?? bed.member
    const url = from.tls === true ? bed.server.url.replace('http', 'https') : bed.server.url
    const speaker = { consumer, where, hashed, oauth }
    const sent = { method: 'test.echo', pairs: [['echo', 'a']] as const, speaker }
    return askBy(driver, { signed: url, asked: bed.server.url }, sent, via(from))
  }
  const echoed = { value: { echo: 'a' } }

  test.each([
    ['required', 'near by', {}, true],
    ['required', 'over TLS', { ...far, tls: true }, true],
    ['optional', 'from far', far, false],
    ['auto', 'near by', {}, false],
    ['auto', 'from an address of IPv6 near by', { address: '::1' }, false],
    ['auto', 'over TLS', { ...far, tls: true }, false],
    ['auto', 'from far', far, true],
  ] as const)('%s, %s', async (policy, _where, from, isRequired) => {
    const bare = await ask(policy, from, false)
    expect(bare.outcome).toEqual(isRequired ? { code: 131 } : echoed)
    if (isRequired) expect(bare.text).toContain(': oauth_body_hash')
    expect((await ask(policy, from, true)).outcome).toEqual(echoed)
    expect((await ask(policy, from, false, { oauth_body_hash: 'AAAA' })).outcome).toEqual({ code: 105 })
  })

  test('is asked for after the key is known, and before the timestamp counts', async () => {
    const { outcome } = await ask('required', {}, false, { oauth_timestamp: '1000' })
    expect(outcome).toEqual({ code: 131 })
    expect((await ask('required', {}, true, { oauth_timestamp: '1000' })).outcome).toEqual({ code: 132 })
    expect((await ask('required', {}, false, { oauth_consumer_key: 'f'.repeat(32) })).outcome).toEqual({ code: 101 })
  })
})

test.each(['header', 'query'] as const)(
  'a form is signed itself and needs no hash, OAuth in the %s',
  async (where: Place) => {
    const consumer = holders.get('required') ?? bed.member
    const sent = { method: 'test.echo', pairs: [['echo', 'a']] as const, speaker: { consumer, where } }
    expect((await askBy(restDriver('json'), bed.server.url, sent, via(far))).outcome).toEqual({ value: { echo: 'a' } })
    const get = { ...sent, verb: 'GET' } as const
    expect((await askBy(restDriver('json'), bed.server.url, get, via(far))).outcome).toEqual({ value: { echo: 'a' } })
  },
)

test('the hash is that of the body before it is packed', async () => {
  const body = '{"echo":"a"}'
  const oauth = { oauth_body_hash: createHash('sha1').update(body).digest('base64') }
  const sent = { method: 'test.echo', pairs: [['echo', 'a']] as const, speaker: { consumer: bed.member, oauth } }
  const packed = await askBy(jsonDriver, bed.server.url, sent, ({ target, init }) => {
    const headers = new Headers(init.headers)
    headers.set('content-encoding', 'gzip')
    return { target, init: { ...init, headers, body: new Uint8Array(gzipSync(body)) } }
  })
  expect(packed.outcome).toEqual({ value: { echo: 'a' } })
})

test('SHA-256 is the hash of those who sign by HMAC-SHA256, SHA-1 as well', async () => {
  const ask = async (method: string, hash: string) => {
    const oauth = {
      oauth_signature_method: method,
      oauth_body_hash: createHash(hash).update('{"echo":"a"}').digest('base64'),
    }
    const speaker = { consumer: bed.member, oauth }
    const sent = { method: 'test.echo', pairs: [['echo', 'a']] as const, speaker }
    return (await askBy(jsonDriver, bed.server.url, sent)).outcome
  }
  expect(await ask('HMAC-SHA256', 'sha256')).toEqual({ value: { echo: 'a' } })
  expect(await ask('HMAC-SHA256', 'sha1')).toEqual({ value: { echo: 'a' } })
  expect(await ask('HMAC-SHA1', 'sha256')).toEqual({ code: 105 })
})
