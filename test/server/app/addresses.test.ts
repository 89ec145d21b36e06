import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import { addMember, type Member } from '../../support/add-member.js'
import { signedPairs } from '../../support/api-client.js'
import { makeCertificate } from '../../support/certificate.js'
import { type Environment, type Installation, install, type ServerProcess } from '../../support/process.js'

let place: Installation
let member: Member
beforeAll(async () => {
  place = install()
  member = await addMember(place)
})
afterAll(() => place.remove())

async function withServer(env: Environment, work: (server: ServerProcess) => Promise<void>): Promise<void> {
  const server = await place.serve({ env })
  try {
    await work(server)
  } finally {
    expect(await server.stop()).toBe(0)
  }
}

/** Whether a page's cookie is for TLS only. */
async function cookieIsSecure(url: string, headers: Record<string, string> = {}): Promise<boolean> {
  const cookie = (await fetch(`${url}/login`, { headers })).headers.getSetCookie()[0] ?? ''
  expect(cookie).toMatch(/^babelgate=.*HttpOnly/)
  return /; Secure/.test(cookie)
}

async function code(url: string, headers: Record<string, string> = {}): Promise<number> {
  const body = new URLSearchParams(
    signedPairs(member, 'auth.checkToken').map(([name, value]): [string, string] => [name, value]),
  )
  const answer = await fetch(`${url}/api/auth.checkToken`, { method: 'POST', headers, body })
  const { api } = JSON.parse(await answer.text())
  return Number(api.code ?? 0)
}

test('TLS_CERT and TLS_KEY serve HTTPS, with cookies for TLS only', async () => {
  const { key: TLS_KEY, cert: TLS_CERT } = makeCertificate(place.folder)
  await withServer({ TLS_KEY, TLS_CERT }, async ({ url }) => {
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const dispatcher = new Agent({ connect: { ca: readFileSync(TLS_CERT) } })
    const answer = await request(`${url}/api/test.hello?api_key=${member.api_key}`, { dispatcher })
    expect(await answer.body.json()).toMatchObject({ api: { status: 'ok' } })
    const page = await request(`${url}/login`, { dispatcher })
    expect(page.headers['set-cookie']).toMatch(/; Secure/)
    expect(page.statusCode).toBe(200)
    await page.body.dump()
    await dispatcher.close()
    await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow()
  })
  const swapped = await place.run(['serve'], { env: { TLS_KEY: TLS_CERT, TLS_CERT: TLS_KEY } })
  expect(swapped).toMatchObject({ code: 1, stderr: expect.stringMatching(/TLS_CERT \S+ holds no certificate/) })
})

test('REQUIRE_TLS refuses plain http, and trusts the header of a trusted proxy', async () => {
  const https = { 'x-forwarded-proto': 'https' }
  const status = async (address: string, headers = {}) => (await fetch(address, { headers })).status
  await withServer({ REQUIRE_TLS: '1', TRUST_PROXY: '127.0.0.1' }, async ({ url }) => {
    for (const path of ['/api/test.hello', '/api/soap?wsdl', '/apps/oauth/request', '/login']) {
      expect([path, await status(url + path)]).toEqual([path, 403])
      expect([path, await status(url + path, https)]).not.toEqual([path, 403])
    }
  })
  await withServer({ REQUIRE_TLS: '1' }, async ({ url }) => expect(await status(`${url}/login`, https)).toBe(403))
})

test('listening on all addresses without PUBLIC_URL is logged as a warning once', async () => {
  const warnings = async (env: Environment) => {
    let log: ServerProcess['log'] = () => []
    await withServer(env, async (server) => {
      log = server.log
    })
    // A server that has stopped has written its whole log.
    return log().filter(({ msg }) => String(msg).includes('PUBLIC_URL is not set')).length
  }
  for (const HOST of ['0.0.0.0', '::', '0:0::0']) expect([HOST, await warnings({ HOST })]).toEqual([HOST, 1])
  expect(await warnings({ HOST: '0.0.0.0', PUBLIC_URL: 'https://api.example.org' })).toBe(0)
  expect(await warnings({})).toBe(0)
  const described = await place.run(['wsdl'], { env: { HOST: '0.0.0.0' } })
  expect(described).toMatchObject({ code: 1, stderr: expect.stringContaining('PUBLIC_URL') })
  const known = await place.run(['wsdl'], { env: { HOST: '0.0.0.0', PUBLIC_URL: 'https://api.example.org' } })
  expect(known.stdout).toContain('location="https://api.example.org/api/soap"')
})

describe('X-Forwarded-*', () => {
  const proto = { 'x-forwarded-proto': 'https' }
  const from = (list: string) => ({ 'x-forwarded-for': list })

  test('from a trusted proxy set the client address and Secure', async () => {
    await place.json('app', 'set', member.api_key, '--addresses', '192.0.2.0/24')
    await withServer({ TRUST_PROXY: '127.0.0.0/8,198.51.100.1' }, async ({ url }) => {
      expect(await cookieIsSecure(url, proto)).toBe(true)
      expect(await cookieIsSecure(url, { 'x-forwarded-proto': 'HTTPS, http' })).toBe(true)
      expect(await cookieIsSecure(url, { 'x-forwarded-proto': 'http' })).toBe(false)
      expect(await cookieIsSecure(url, { 'x-forwarded-proto': 'spdy' })).toBe(false)
      expect(await cookieIsSecure(url)).toBe(false)
      expect(await code(url)).toBe(111)
      expect(await code(url, from('192.0.2.7'))).toBe(0)
      expect(await code(url, from('192.0.2.7, 198.51.100.1'))).toBe(0)
      expect(await code(url, from('192.0.2.7:50123, [::ffff:198.51.100.1]:443'))).toBe(0)
      expect(await code(url, from('192.0.2.7, 203.0.113.9'))).toBe(111)
      expect(await code(url, from('203.0.113.9'))).toBe(111)
    })
  })

  test.each([
    ['nobody', {}],
    ['somebody else', { TRUST_PROXY: '203.0.113.0/24' }],
  ])('are ignored where %s is trusted', async (_who, env) => {
    await withServer(env, async ({ url }) => {
      await place.json('app', 'set', member.api_key, '--addresses', '192.0.2.0/24')
      expect(await cookieIsSecure(url, proto)).toBe(false)
      expect(await code(url, from('192.0.2.7'))).toBe(111)
      await place.json('app', 'set', member.api_key, '--addresses', '127.0.0.1')
      expect(await code(url, from('192.0.2.7'))).toBe(0)
    })
  })
})
