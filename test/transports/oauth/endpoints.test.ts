import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { type Consumer, oauthHeader } from '../../support/oauth.js'
import { callEndpoint, holding, type StepOptions } from '../../support/oauth-dance.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { createVisitor, type Visitor } from '../../support/visitor.js'

const callback = 'https://app.example/back?state=1'

let server: TestServer
let owner: User
let app: Application
let consumer: Consumer
let visitor: Visitor

beforeAll(async () => {
  server = await startTestServer()
  owner = await createUser(server.services, 'ada')
  app = await createApp(server.services, owner, { type: 'web', callback: 'https://app.example/back' })
  consumer = { key: app.key, secret: app.secret }
  visitor = createVisitor(server.url)
  await visitor.submit('/login', { username: 'ada', password: 'correct horse' })
})
afterAll(() => server.stop())

const request = (options: StepOptions = {}, as = consumer) =>
  callEndpoint(server.url, 'request', as, { ...options, oauth: { oauth_callback: callback, ...options.oauth } })
const access = (as: Consumer, oauth_verifier: string | undefined, options: StepOptions = {}) =>
  callEndpoint(server.url, 'access', as, { ...options, oauth: { oauth_verifier, ...options.oauth } })

/** Agrees to a request token and gives where the browser is sent. */
async function agree(as: Consumer, query = '', who = visitor): Promise<URL> {
  const answer = await who.submit(`/apps/oauth/authorize?oauth_token=${as.token?.token}${query}`)
  return new URL(answer.headers.get('location') ?? 'about:blank')
}

async function checkToken(as: Consumer) {
  const url = `${server.url}/api/auth.checkToken/json`
  const response = await fetch(url, { headers: { authorization: oauthHeader(as, { url }) } })
  return JSON.parse(await response.text())
}

const verifierOf = (address: URL) => address.searchParams.get('oauth_verifier') ?? undefined

describe('the three steps', () => {
  test.each(['header', 'query', 'form'] as const)('lead to a token, with the parameters in the %s', async (where) => {
    const first = await request({ where })
    expect(first).toMatchObject({ status: 200, fields: { oauth_callback_confirmed: 'true' } })
    expect(first.headers.get('content-type')).toBe('application/x-www-form-urlencoded; charset=utf-8')
    expect(first.headers.get('cache-control')).toBe('no-store')
    const temporary = holding(consumer, first)
    const back = await agree(temporary, '&perm_doc=write&perm_network=read')
    expect(back.href).toMatch(/^https:\/\/app\.example\/back\?state=1&oauth_token=[^&]+&oauth_verifier=[0-9a-f]{32}$/)
    const last = await access(temporary, verifierOf(back), { where })
    expect([last.status, Object.keys(last.fields)]).toEqual([200, ['oauth_token', 'oauth_token_secret']])
    const { auth } = await checkToken(holding(consumer, last))
    expect(auth).toMatchObject({ permissions: { doc: 'write', network: 'read' }, user: { username: 'ada' } })
  })

  test('take permissions from the first one as well', async () => {
    const temporary = holding(consumer, await request({ pairs: [['perm_blog', 'delete']] }))
    const last = await access(temporary, verifierOf(await agree(temporary)))
    expect((await checkToken(holding(consumer, last))).auth.permissions).toMatchObject({ blog: 'delete', doc: 'none' })
  })

  test('give a verifier to type where there is no callback', async () => {
    const temporary = holding(consumer, await request({ oauth: { oauth_callback: 'oob' } }))
    const page = await (await visitor.submit(`/apps/oauth/authorize?oauth_token=${temporary.token?.token}`)).text()
    const [verifier = ''] = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(page) ?? []
    expect(await access(temporary, verifier.toLowerCase().replace('-', ' '))).toMatchObject({ status: 200 })
  })

  test('end at once for a token that was revoked', async () => {
    const temporary = holding(consumer, await request())
    const held = holding(consumer, await access(temporary, verifierOf(await agree(temporary))))
    expect((await checkToken(held)).api.status).toBe('ok')
    await server.services.consents.revoke(owner.id, app.key)
    expect((await checkToken(held)).api.code).toBe('107')
  })
})

describe.each(['form', 'query'] as const)('beside the header, in the %s', (pairsIn) => {
  const beside = (name: string, value: string): StepOptions => ({ pairs: [[name, value]], pairsIn })
  const asked = (options: StepOptions) => callEndpoint(server.url, 'request', consumer, options)

  test('callback and verifier count', async () => {
    const temporary = holding(consumer, await asked(beside('oauth_callback', callback)))
    const back = await agree(temporary)
    expect(back.href).toContain('https://app.example/back?state=1&')
    const last = await access(temporary, undefined, beside('oauth_verifier', verifierOf(back) ?? ''))
    expect([last.status, Object.keys(last.fields)]).toEqual([200, ['oauth_token', 'oauth_token_secret']])
  })

  test('they are judged as they are in the header', async () => {
    const wrong = await asked(beside('oauth_callback', 'https://evil.example/'))
    expect(wrong).toMatchObject({ status: 400, fields: { oauth_problem: 'parameter_rejected', code: '123' } })
    const temporary = holding(consumer, await request())
    const early = await access(temporary, undefined, beside('oauth_verifier', 'f'.repeat(32)))
    expect(early).toMatchObject({ status: 401, fields: { oauth_problem: 'permission_unknown', code: '107' } })
  })

  test('they are signed', async () => {
    const address = `${server.url}/apps/oauth/request`
    const authorization = oauthHeader(consumer, { verb: 'POST', url: address })
    const [query, body] = pairsIn === 'query' ? ['?oauth_callback=oob', ''] : ['', 'oauth_callback=oob']
    const answer = await fetch(address + query, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(body),
    })
    expect([answer.status, await answer.text()]).toEqual([401, 'oauth_problem=signature_invalid&code=105'])
  })

  test('one of them in both places is refused, and any other parameter of the protocol', async () => {
    for (const pairs of [
      [['oauth_callback', callback]],
      [['oauth_token', '1-a']],
      [['oauth_nonce', 'n']],
      [['oauth_x', 'y']],
    ] as const) {
      const answer = await request({ pairs, pairsIn })
      expect([pairs, answer.status, answer.fields['code']]).toEqual([pairs, 400, '123'])
    }
  })
})

test('a call of a method takes neither beside its header', async () => {
  const url = `${server.url}/api/test.echo/json`
  for (const name of ['oauth_callback', 'oauth_verifier']) {
    const authorization = oauthHeader(consumer, { url, pairs: [[name, 'oob']] })
    const answer = await fetch(`${url}?${name}=oob`, { headers: { authorization } })
    expect(await answer.json()).toMatchObject({ api: { code: '123' } })
  }
})

describe('the Authorization header of each spelling is taken, or the answer says what is wrong', () => {
  const spellings: readonly [spelling: string, change: (header: string) => string, code: string | undefined][] = [
    ['as it should be', (header) => header, undefined],
    ['lower case', (header) => header.replace('OAuth', 'oauth'), undefined],
    ['a tab behind the scheme', (header) => header.replace('OAuth ', 'OAuth\t'), undefined],
    ['a comma behind the scheme', (header) => header.replace('OAuth ', 'OAuth, '), undefined],
    ['a comma without a space', (header) => header.replace('OAuth ', 'OAuth,'), undefined],
    ['a comma at the end', (header) => `${header},`, undefined],
    ['empty items', (header) => header.replaceAll(', ', ', , '), undefined],
    ['a realm before and an empty item', (header) => header.replace('OAuth ', 'OAuth realm="",,'), undefined],
    ['the scheme alone', () => 'OAuth', '131'],
    ['the scheme and a comma', () => 'OAuth,', '131'],
    ['the scheme, commas and tabs', () => 'oauth ,\t,', '131'],
    ['a realm alone', () => 'OAuth realm="photos"', '131'],
    ['a word', () => 'OAuth garbage', '123'],
    ['a colon', (header) => header.replace('OAuth', 'OAuth:'), '123'],
    ['an equals sign', (header) => header.replace('OAuth ', 'OAuth='), '123'],
    ['no quotes', (header) => header.replaceAll('"', ''), '123'],
    ['single quotes', (header) => header.replaceAll('"', "'"), '123'],
    ['semicolons', (header) => header.replaceAll(', ', '; '), '123'],
    ['no commas', (header) => header.replaceAll(', ', ' '), '123'],
    ['a quote that is missing', (header) => header.slice(0, -1), '123'],
  ]

  test.each(spellings)('%s', async (_name, change, code) => {
    const endpoint = `${server.url}/apps/oauth/request`
    const step = await fetch(endpoint, { headers: { authorization: change(oauthHeader(consumer, { url: endpoint })) } })
    const fields = Object.fromEntries(new URLSearchParams(await step.text()))
    const method = `${server.url}/api/test.hello/json`
    const call = await fetch(method, { headers: { authorization: change(oauthHeader(consumer, { url: method })) } })
    const { api } = JSON.parse(await call.text())
    expect([fields['code'], api.code]).toEqual([code, code])
    if (code === '131')
      expect([fields['oauth_parameters_absent'], api.message]).toEqual(
        Array(2).fill(expect.stringContaining('oauth_consumer_key')),
      )
    if (code === '123')
      expect([fields['oauth_problem_advice'], api.detail]).toEqual(
        Array(2).fill(expect.stringContaining('OAuth name="value"')),
      )
  })
})

describe('an exchange is refused', () => {
  const problem = (word: string, code: string) => ({ fields: { oauth_problem: word, code } })

  test('without a verifier', async () => {
    const temporary = holding(consumer, await request())
    await agree(temporary)
    const answer = await access(temporary, undefined)
    expect(answer).toMatchObject({ status: 400, ...problem('parameter_absent', '131') })
    expect(answer.fields['oauth_parameters_absent']).toBe('oauth_verifier')
  })

  test('with a wrong verifier, until the request token ends', async () => {
    const temporary = holding(consumer, await request())
    const verifier = verifierOf(await agree(temporary))
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await access(temporary, 'f'.repeat(32))).toMatchObject({
        status: 401,
        ...problem('verifier_invalid', '107'),
      })
    }
    expect(await access(temporary, verifier)).toMatchObject({ status: 401, ...problem('token_rejected', '107') })
  })

  test('with the verifier of another request token', async () => {
    const [mine, other] = [holding(consumer, await request()), holding(consumer, await request())]
    await agree(mine)
    expect(await access(mine, verifierOf(await agree(other)))).toMatchObject(problem('verifier_invalid', '107'))
  })

  test('a second time', async () => {
    const temporary = holding(consumer, await request())
    const verifier = verifierOf(await agree(temporary))
    expect(await access(temporary, verifier)).toMatchObject({ status: 200 })
    expect(await access(temporary, verifier)).toMatchObject(problem('token_rejected', '107'))
  })

  test('before a user agreed', async () => {
    const temporary = holding(consumer, await request())
    expect(await access(temporary, 'f'.repeat(32))).toMatchObject(problem('permission_unknown', '107'))
  })

  test('with the callback moved to the link', async () => {
    const temporary = holding(consumer, await request())
    const link = `/apps/oauth/authorize?oauth_token=${temporary.token?.token}`
    const moved = await visitor.visit(`${link}&oauth_callback=${encodeURIComponent('https://evil.example/')}`)
    expect(moved.status).toBe(400)
  })

  test('with the request token of another application', async () => {
    const other = await createApp(server.services, owner, { type: 'web', callback: 'https://app.example/back' })
    const temporary = holding(consumer, await request())
    const verifier = verifierOf(await agree(temporary))
    const thief = { ...temporary, key: other.key, secret: other.secret }
    expect(await access(thief, verifier)).toMatchObject(problem('token_rejected', '107'))
    expect(await access(temporary, verifier)).toMatchObject({ status: 200 })
  })

  test('a request token as a token, and the other way round', async () => {
    const temporary = holding(consumer, await request())
    expect((await checkToken(temporary)).api.code).toBe('107')
    const held = holding(consumer, await access(temporary, verifierOf(await agree(temporary))))
    expect(await access(held, 'f'.repeat(32))).toMatchObject(problem('token_rejected', '107'))
  })
})

describe('problems', () => {
  const old = String(Math.floor(Date.now() / 1000) - 400)
  const cases: readonly [string, StepOptions, number, Readonly<Record<string, string>>][] = [
    ['a version', { oauth: { oauth_version: '2.0' } }, 400, { oauth_problem: 'version_rejected', code: '130' }],
    [
      'missing parameters',
      { oauth: { oauth_nonce: undefined, oauth_timestamp: undefined } },
      400,
      { oauth_problem: 'parameter_absent', oauth_parameters_absent: 'oauth_nonce&oauth_timestamp', code: '131' },
    ],
    [
      'a signature method',
      { oauth: { oauth_signature_method: 'MD5' } },
      400,
      { oauth_problem: 'signature_method_rejected', code: '135' },
    ],
    [
      'an unknown key',
      { oauth: { oauth_consumer_key: 'f'.repeat(32) } },
      401,
      { oauth_problem: 'consumer_key_unknown', code: '101' },
    ],
    ['a timestamp', { oauth: { oauth_timestamp: old } }, 401, { oauth_problem: 'timestamp_refused', code: '132' }],
    ['a signature', { oauth: { oauth_signature: 'AAAA' } }, 401, { oauth_problem: 'signature_invalid', code: '105' }],
    [
      'a callback that is not registered',
      { oauth: { oauth_callback: 'https://evil.example/' } },
      400,
      { oauth_problem: 'parameter_rejected', code: '123' },
    ],
    ['a permission', { pairs: [['perm_doc', 'all']] }, 400, { oauth_problem: 'parameter_rejected', code: '123' }],
  ]
  test.each(cases)('%s', async (_name, options, status, fields) => {
    const answer = await request(options)
    expect(answer).toMatchObject({ status, fields })
    expect(answer.headers.get('www-authenticate')).toMatch(/^OAuth realm="http/)
  })

  test('a nonce that came before', async () => {
    const again = { oauth: { oauth_nonce: 'again' } }
    expect(await request(again)).toMatchObject({ status: 200 })
    expect(await request(again)).toMatchObject({ status: 401, fields: { oauth_problem: 'nonce_used', code: '133' } })
  })

  test('nothing at all', async () => {
    const answer = await fetch(`${server.url}/apps/oauth/access`)
    expect([answer.status, await answer.text()]).toEqual([
      400,
      'oauth_problem=parameter_absent&oauth_parameters_absent=oauth_consumer_key%26oauth_signature%26' +
        'oauth_signature_method%26oauth_nonce%26oauth_timestamp%26oauth_token&code=131',
    ])
  })

  test('another verb', async () => {
    const answer = await fetch(`${server.url}/apps/oauth/request`, { method: 'PUT' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS'])
  })
})

test('the steps stand in the log like other calls', async () => {
  await request()
  const lines = server.log.filter((line) => line.includes('"oauth.request"'))
  expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ protocol: 'oauth', method: 'oauth.request', app: app.key })
})
