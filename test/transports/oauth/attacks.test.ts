import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { formatAuthorization } from '../../../src/core/auth/oauth1/authorization-header.js'
import type { Pair } from '../../../src/core/pair.js'
import { registry, requestBy } from '../../cases/call-by.js'
import { type Driver, drivers, type Said } from '../../cases/drivers/index.js'
import { type Outcome, readReply } from '../../cases/read-reply.js'
import { type Speaker, withQuery } from '../../cases/speak-oauth.js'
import { emptyShape } from '../../cases/trees.js'
import { fuzzRuns } from '../../support/fuzz-runs.js'
import { keptNonces } from '../../support/kept-nonces.js'
import { signOAuth } from '../../support/oauth.js'
import { type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { guessing, once } from './wrong-calls.js'

const method = 'test.hello'
const shape = registry.find(method)?.result ?? emptyShape

let bed: OAuthBed
const agent = new Agent({ keepAlive: true, maxSockets: 20 })
beforeAll(async () => {
  bed = await startOAuthBed({ settings: { LOG_LEVEL: 'error' } })
})
afterAll(async () => {
  agent.destroy()
  await bed.server.stop()
})

/** Sends a request over one of 20 connections. */
function send({ target, init }: Said): Promise<Outcome> {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), 'content-length': String(init.body ?? '').length }
  return new Promise((resolve, reject) => {
    const asked = request(bed.server.url + target, { method: init.method, headers, agent }, (response) => {
      const contentType = response.headers['content-type'] ?? ''
      text(response).then((body) => resolve(readReply({ contentType, text: body }, shape)), reject)
    })
    asked.on('error', reject).end(init.body)
  })
}

const say = (driver: Driver, speaker: Speaker) => requestBy(driver, bed.server.url, { method, pairs: [], speaker })

const codeOf = (outcome: Outcome) => ('code' in outcome ? outcome.code : 0)

const chosen = drivers.filter(({ name }) =>
  ['REST json', 'SOAP 1.1 generic', 'SOAP 1.2 typed', 'XML-RPC struct'].includes(name),
)

describe.each(chosen.map((driver) => [driver.name, driver] as const))('%s', (_name, driver) => {
  test('1,000 bad signatures leave no nonce behind', async () => {
    const nonces = Array.from({ length: 1_000 }, () => once())
    const forged = nonces.map((oauth) => send(say(driver, { consumer: guessing(bed.member), oauth })))
    expect(new Set((await Promise.all(forged)).map(codeOf))).toEqual(new Set([105]))
    const { sql } = bed.server.services
    const kept = await keptNonces(sql)
    for (const oauth of nonces.slice(0, 20)) {
      expect(codeOf(await send(say(driver, { consumer: bed.member, oauth })))).toBe(0)
    }
    expect((await keptNonces(sql)).nonces).toHaveLength(kept.nonces.length + 20)
  })

  test('of 200 copies of a call over 20 connections one is accepted', async () => {
    const said = say(driver, { consumer: bed.member, oauth: once() })
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => send(said)))
    const codes = outcomes.map(codeOf)
    expect(codes.filter((code) => code === 0)).toHaveLength(1)
    expect(codes.filter((code) => code === 133)).toHaveLength(199)
  })
})

const names = [
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_nonce',
  'oauth_version',
  'oauth_body_hash',
  'oauth_callback',
]
const values = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1.0',
    '1.0A',
    'HMAC-SHA1',
    'RSA-SHA1',
    'MD5',
    'PLAINTEXT',
    '&',
    '\0',
    '__proto__',
    '9'.repeat(400),
  ),
)

/** The usual parameters, some of them replaced after the signature was made, or before it. */
const oddities = fc.record({
  replaced: fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 3 }),
  early: fc.boolean(),
  more: fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names, 'realm', '__proto__', ''), values), values), {
    maxLength: 2,
  }),
})

function oddPairs({ replaced, early, more }: typeof oddities extends fc.Arbitrary<infer T> ? T : never): Pair[] {
  const url = `${bed.server.url}/api/${method}/json`
  const { oauth_signature_method: _, ...signable } = replaced
  const spoken = signOAuth(bed.member, { url, oauth: early ? signable : {} })
  return [...spoken.map(([name, value]): Pair => [name, replaced[name] ?? value]), ...more]
}

/** What a header can carry at all. */
const headerText = fc.array(
  fc.oneof(
    fc.string({
      unit: fc.integer({ min: 0x20, max: 0xfe }).map((code) => String.fromCharCode(code === 0x7f ? 0xff : code)),
      maxLength: 8,
    }),
    fc.constantFrom(
      'oauth_',
      '="',
      '", ',
      '%',
      '%zz',
      '%00',
      '%ff',
      'realm',
      '\\"',
      ',,',
      '=',
      '\t',
      'oauth_nonce="a"',
    ),
  ),
  { maxLength: 12 },
)

const options = { numRuns: fuzzRuns(500) }

/** Whatever comes, it is an answer or a fault of whoever calls. */
async function expectCalm(target: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  expect(codeOf(await send({ target, init: { headers } }))).toBeLessThan(500)
}

describe('no OAuth parameters cause an internal error:', () => {
  const target = `/api/${method}/json`
  afterEach(() => expect(bed.server.log).toEqual([]))

  test('odd values in the query', async () => {
    const property = fc.asyncProperty(oddities, (odd) => expectCalm(withQuery(target, oddPairs(odd))))
    await fc.assert(property, options)
  })

  test('odd values in the header', async () => {
    const property = fc.asyncProperty(oddities, (odd) =>
      expectCalm(target, { authorization: formatAuthorization(oddPairs(odd)) }),
    )
    await fc.assert(property, options)
  })

  test('a header of any kind', async () => {
    const property = fc.asyncProperty(
      headerText,
      fc.constantFrom('OAuth ', 'oauth\t', 'OAuth', 'Bearer ', ''),
      (parts, scheme) => expectCalm(target, { authorization: scheme + parts.join('') }),
    )
    await fc.assert(property, options)
  })

  test('a signed header with a stretch of it changed', async () => {
    const change = fc.record({ at: fc.nat(400), length: fc.nat(20), by: headerText })
    const property = fc.asyncProperty(change, ({ at, length, by }) => {
      const header = formatAuthorization(signOAuth(bed.member, { url: bed.server.url + target }))
      return expectCalm(target, { authorization: header.slice(0, at) + by.join('') + header.slice(at + length) })
    })
    await fc.assert(property, options)
  })
})
