import { createHash } from 'node:crypto'
import type { Pair } from '../../../src/core/pair.js'
import type { Answer } from '../../support/api-client.js'
import { type Consumer, encoded, oauthHeader, signOAuth, type ToSign } from '../../support/oauth.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'

let server: TestServer
let consumer: Consumer
let member: Consumer
let key: string

beforeAll(async () => {
  server = await startTestServer()
  const owner = await createUser(server.services, 'ada')
  const app = await createApp(server.services, owner)
  const { oauthSecret = '', authToken } = await createToken(server.services, app, owner, { doc: 'write' })
  key = app.key
  consumer = { key, secret: app.secret }
  member = { ...consumer, token: { token: authToken, secret: oauthSecret } }
})
afterAll(() => server.stop())

interface Asked extends Omit<ToSign, 'url'> {
  readonly method?: string
  readonly as?: Consumer
  readonly where?: 'header' | 'query' | 'form'
}

/** Calls a method by OAuth, the parameters where they are asked to be, and gives the JSON answer. */
async function call({
  method = 'test.hello',
  as = member,
  where = 'header',
  pairs = [],
  ...more
}: Asked): Promise<Answer> {
  const url = `${server.url}/api/${method}/json`
  const verb = more.verb ?? (where === 'form' ? 'POST' : 'GET')
  const request = { ...more, url, verb, pairs }
  const spoken = where === 'header' ? [] : signOAuth(as, request)
  const query = verb === 'GET' ? encoded([...pairs, ...spoken]) : ''
  const response = await fetch(query === '' ? url : `${url}?${query}`, {
    method: verb,
    headers: where === 'header' ? { authorization: oauthHeader(as, request) } : {},
    ...(verb === 'POST' && { body: new URLSearchParams(mutable([...pairs, ...spoken])) }),
  })
  return response.json()
}

function mutable(pairs: readonly Pair[]): [string, string][] {
  return pairs.map(([name, value]) => [name, value])
}

const odd: readonly Pair[] = [
  ['echo', 'a b+c&d=e ~ü😀/%'],
  ['z', ''],
]

test.each(['header', 'query', 'form'] as const)(
  'a signed call is answered with its parameters in the %s',
  async (where) => {
    const answer = await call({ method: 'test.echo', where, pairs: odd })
    expect(answer).toMatchObject({ api: { status: 'ok' }, echo: 'a b+c&d=e ~ü😀/%' })
    expect(Object.keys(answer).filter((name) => name.startsWith('oauth_'))).toEqual([])
  },
)

test('a call by the application alone reaches what a key alone reaches', async () => {
  expect(await call({ as: consumer })).toMatchObject({ api: { status: 'ok' } })
  expect(await call({ as: consumer, method: 'auth.checkToken' })).toMatchObject({ api: { code: '106' } })
})

test('auth.checkToken describes the user of the token', async () => {
  const answer = await call({ method: 'auth.checkToken' })
  expect(answer).toMatchObject({ auth: { token: member.token?.token, user: { username: 'ada' } } })
})

test('a nonce counts once', async () => {
  const request = { oauth: { oauth_nonce: 'once' } }
  const [first, second] = [await call(request), await call(request)]
  expect([first.api.status, second.api.code]).toEqual(['ok', '133'])
})

test('what a call says twice must be the same', async () => {
  const again: Pair[] = [
    ['api_key', key],
    ['auth_token', member.token?.token ?? ''],
  ]
  expect(await call({ pairs: again })).toMatchObject({ api: { status: 'ok' } })
  expect(await call({ pairs: [['api_key', 'f'.repeat(32)]] })).toMatchObject({ api: { code: '123' } })
  expect(await call({ pairs: [['auth_token', '1-ab']] })).toMatchObject({ api: { code: '123' } })
  expect(await call({ pairs: [['api_sig', 'f'.repeat(32)]] })).toMatchObject({ api: { code: '123' } })
})

test('a JSON body is held to its hash', async () => {
  const url = `${server.url}/api/test.echo/json`
  const post = async (body: string, hashed: string) => {
    const oauth = { oauth_body_hash: createHash('sha1').update(hashed).digest('base64') }
    const authorization = oauthHeader(member, { verb: 'POST', url, oauth })
    const headers = { authorization, 'content-type': 'application/json' }
    return (await fetch(url, { method: 'POST', headers, body })).json()
  }
  expect(await post('{"echo":"a"}', '{"echo":"a"}')).toMatchObject({ echo: 'a' })
  expect(await post('{"echo":"b"}', '{"echo":"a"}')).toMatchObject({ api: { code: '105' } })
})
