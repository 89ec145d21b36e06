import { formatAuthorization } from '../../../src/core/auth/oauth1/authorization-header.js'
import type { Pair } from '../../../src/core/pair.js'
import { encoded, signOAuth, type ToSign } from '../../support/oauth.js'
import { type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { array, faultIn, methodCall, postXml, signedStruct, string, struct } from '../../support/xmlrpc.js'
import { once } from './wrong-calls.js'

let bed: OAuthBed
let url: string
beforeAll(async () => {
  bed = await startOAuthBed()
  url = `${bed.server.url}/api/xmlrpc`
})
afterAll(() => bed.server.stop())

const entry = (methodName: string, ...params: readonly string[]) =>
  struct({ methodName: string(methodName), params: array(...params) })
const echo = (text: string) => entry('test.echo', struct({ echo: string(text) }))

const sign = (more: Omit<ToSign, 'url' | 'verb'> = {}) => signOAuth(bed.member, { verb: 'POST', url, ...more })

/** Sends the calls, and gives what came of each: the text of an answer, or the code of a fault. */
async function many(entries: readonly string[], { query, header }: Readonly<Record<string, readonly Pair[]>>) {
  const rest = query === undefined ? '' : `?${encoded(query)}`
  const headers = header === undefined ? {} : { authorization: formatAuthorization(header) }
  const { text, fault } = await postXml(
    bed.server.url,
    methodCall('system.multicall', array(...entries)),
    rest,
    headers,
  )
  if (fault !== undefined && !text.includes('<array>')) return fault
  const inside = /<param><value><array><data>(.*)<\/data><\/array><\/value><\/param>/s.exec(text)?.[1] ?? ''
  const parts = inside.split(/(?<=<\/value>)(?=<value><(?:array|struct)>(?:<data>|<member><name>faultCode))/)
  return parts.map((part) => faultIn(part).fault ?? /<string>([^<]*)</.exec(part)?.[1])
}

describe.each(['header', 'query'])('OAuth in the %s', (place) => {
  const say = (entries: readonly string[], spoken: readonly Pair[]) => many(entries, { [place]: spoken })

  test('counts for all calls, and its nonce once', async () => {
    const three = [echo('a'), entry('auth.checkToken', struct({})), echo('c')]
    expect(await say(three, sign())).toEqual(['a', expect.any(String), 'c'])
  })

  test('a replay of the whole is refused for each call that it counts for', async () => {
    const own = entry('test.echo', signedStruct(bed.app, 'test.echo', [['echo', 'own']]))
    const calls = [echo('a'), own, echo('b')]
    const spoken = sign({ oauth: once() })
    expect(await say(calls, spoken)).toEqual(['a', 'own', 'b'])
    expect(await say(calls, spoken)).toEqual([133, 'own', 133])
    expect(await say([echo('other')], spoken)).toEqual([133])
  })

  test('is ignored for calls with credentials of their own', async () => {
    const own = (text: string) => entry('test.echo', signedStruct(bed.app, 'test.echo', [['echo', text]]))
    const keyed = entry('test.hello', struct({ api_key: string('f'.repeat(32)) }))
    const oauth = once()
    expect(await say([own('a'), keyed], sign({ oauth }))).toEqual(['a', 101])
    expect(await say([echo('b')], sign({ oauth }))).toEqual(['b'])
  })

  test('a call that fails before does not use up the nonce, one that fails later does', async () => {
    const oauth = once()
    expect(await say([entry('test.nothing'), entry('test.echo')], sign({ oauth }))).toEqual([103, 1])
    expect(await say([echo('a')], sign({ oauth }))).toEqual([133])
  })

  test('what is wrong with it is wrong for each call that it counts for', async () => {
    expect(await say([echo('a'), echo('b')], sign({ oauth: { oauth_version: '2.0' } }))).toEqual([130, 130])
    expect(await say([echo('a'), entry('test.hello')], sign({ oauth: { oauth_signature: 'x' } }))).toEqual([105, 105])
  })

  test('is checked for methods of the protocol too, which need no credentials', async () => {
    expect(await say([entry('system.methodHelp', string('test.hello'))], sign())).toEqual([expect.any(String)])
    const forged = sign({ oauth: { oauth_signature: 'x' } })
    expect(await say([entry('system.methodHelp', string('test.hello'))], forged)).toEqual([105])
  })
})

test('in two places it is malformed for each call', async () => {
  expect(await many([echo('a'), echo('b')], { header: sign(), query: sign() })).toEqual([123, 123])
})

describe('a call by itself, with values by position', () => {
  const call = async (method: string, values: readonly string[], query: readonly Pair[]) => {
    const { text, fault } = await postXml(bed.server.url, methodCall(method, ...values), `?${encoded(query)}`)
    return fault ?? text
  }

  test('is authenticated by OAuth in the query', async () => {
    const parameters: Pair[] = [['lg', 'de']]
    const spoken = sign({ pairs: parameters })
    expect(await call('test.echo', [string('a')], [...parameters, ...spoken])).toContain('<string>a</string>')
    expect(await call('test.echo', [string('a')], [...parameters, ...spoken])).toBe(133)
    expect(await call('test.echo', [string('a')], [['lg', 'en'], ...sign({ pairs: parameters })])).toBe(105)
  })

  test('may repeat its key and its token in the query', async () => {
    const again: Pair[] = [
      ['api_key', bed.app.key],
      ['auth_token', bed.member.token.token],
    ]
    expect(await call('test.echo', [string('a')], [...again, ...sign({ pairs: again })])).toContain(
      '<string>a</string>',
    )
  })

  test('does not take OAuth parameters as values', async () => {
    const members = Object.fromEntries(sign().map(([name, value]) => [name, string(value)]))
    const { fault } = await postXml(bed.server.url, methodCall('test.hello', struct(members)))
    expect(fault).toBe(100)
  })
})
