import type { Pair } from '../../../src/core/pair.js'
import type { Answer } from '../../support/api-client.js'
import { encoded, oauthHeader, signOAuth, type ToSign } from '../../support/oauth.js'
import { type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'

let bed: OAuthBed
let url: string
beforeAll(async () => {
  bed = await startOAuthBed()
  url = `${bed.server.url}/api/test.echo/json`
})
afterAll(() => bed.server.stop())

const form = 'application/x-www-form-urlencoded'
const params: readonly Pair[] = [
  ['echo', 'a'],
  ['lg', 'de'],
]

async function ask(target: string, init: RequestInit = {}): Promise<Answer> {
  return (await fetch(target, init)).json()
}
const refused = (code: string) => ({ api: { code } })
const ok = { api: { status: 'ok' }, echo: 'a', lg: 'de' }
const signed = (request: Omit<ToSign, 'url'>) => signOAuth(bed.member, { ...request, url })

describe('an attacker with a signed request cannot remove a parameter by', () => {
  test('putting it into the header', async () => {
    const header = oauthHeader(bed.member, { url, pairs: params })
    const moved = await ask(`${url}?echo=a`, { headers: { authorization: `${header}, lg="de"` } })
    expect(moved).toMatchObject(refused('123'))
    expect(await ask(`${url}?${encoded(params)}`, { headers: { authorization: header } })).toMatchObject(ok)
  })

  test('making it a file', async () => {
    const authorization = oauthHeader(bed.member, { verb: 'POST', url, pairs: params })
    const body = new FormData()
    body.append('echo', 'a')
    body.append('lg', new Blob(['de']), 'lg')
    expect(await ask(url, { method: 'POST', headers: { authorization }, body })).toMatchObject(refused('105'))
  })

  test('calling a form something else', async () => {
    const authorization = oauthHeader(bed.member, { verb: 'POST', url, pairs: params })
    for (const type of ['application/json', 'text/plain']) {
      const headers = { authorization, 'content-type': type }
      const { api } = await ask(url, { method: 'POST', headers, body: encoded(params) })
      expect(['105', '123']).toContain(api.code)
    }
  })
})

describe('a parameter may go another way than it was meant to, where it still counts:', () => {
  test('from the query into the form, and back', async () => {
    const headers = {
      authorization: oauthHeader(bed.member, { verb: 'POST', url, pairs: params }),
      'content-type': form,
    }
    expect(await ask(url, { method: 'POST', headers, body: encoded(params) })).toMatchObject(ok)
    const again = { ...headers, authorization: oauthHeader(bed.member, { verb: 'POST', url, pairs: params }) }
    expect(await ask(`${url}?${encoded(params)}`, { method: 'POST', headers: again })).toMatchObject(ok)
  })

  test('the protocol parameters from the header into the query', async () => {
    expect(await ask(`${url}?${encoded([...params, ...signed({ pairs: params })])}`)).toMatchObject(ok)
  })
})

test('a JSON body cannot be taken away from its hash by calling it a form', async () => {
  const oauth = { oauth_body_hash: 'kGbgJZTVBbBHfEFbZ5N3jJJmBUQ=' }
  const authorization = oauthHeader(bed.member, { verb: 'POST', url, pairs: [['echo', 'a']], oauth })
  const headers = { authorization, 'content-type': form }
  expect(await ask(`${url}?echo=a`, { method: 'POST', headers, body: '' })).toMatchObject(refused('105'))
  expect(await ask(`${url}?echo=a`, { method: 'POST', headers: { authorization } })).toMatchObject(refused('105'))
})

test('where there is no body, the hash is that of nothing', async () => {
  const oauth = { oauth_body_hash: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }
  const authorization = () => oauthHeader(bed.member, { url, pairs: params, oauth })
  expect(await ask(`${url}?${encoded(params)}`, { headers: { authorization: authorization() } })).toMatchObject(ok)
  const wrong = oauthHeader(bed.member, { url, pairs: params, oauth: { oauth_body_hash: 'AAAA' } })
  expect(await ask(`${url}?${encoded(params)}`, { headers: { authorization: wrong } })).toMatchObject(refused('105'))
})
