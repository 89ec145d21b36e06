import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMember, type Member, password } from '../../support/add-member.js'
import { call, codeOf, loginLink, signedPairs } from '../../support/api-client.js'
import { type Installation, installations, type LogLine, type ServerProcess } from '../../support/process.js'
import { createVisitor } from '../../support/visitor.js'

const failing = `
import { defineMethod, z } from 'babelgate'
export const failing = defineMethod()({
  name: 'failing.always', summary: 'Fail', needs: { signature: true, token: true },
  params: z.object({ word: z.string() }), result: z.object({}),
  run() { throw new Error('fails on purpose') },
})`

describe.each(installations)('the log on %s', (_kind, create) => {
  let place: Installation
  let member: Member
  let server: ServerProcess

  beforeAll(async () => {
    place = await create()
    member = await addMember(place)
    writeFileSync(join(place.folder, 'failing.mjs'), failing)
  })
  afterAll(() => place.remove())

  const start = async (LOG_LEVEL: string) => {
    server = await place.serve({ args: ['--methods', '.'], env: { LOG_LEVEL } })
  }
  const callLine = (method: string) => server.logged((line) => line['msg'] === 'call' && line['method'] === method)

  test('has one JSON line a call on standard error', async () => {
    await start('info')
    await call(server.url, member, 'auth.checkToken')
    await fetch(`${server.url}/api/test.hello?api_key=${'0'.repeat(32)}`)
    await fetch(`${server.url}/api/no.such.method/json`)
    await fetch(`${server.url}/rpc/api.methods.getList`)
    await fetch(`${server.url}/login?next=%2F`)
    const common = { level: 30, time: expect.any(String), id: expect.any(String), ms: expect.any(Number), status: 200 }
    const known = { app: member.api_key, user: member.user_id }
    expect(await callLine('auth.checkToken')).toMatchObject({
      ...{ ...common, ...known, code: 0 },
      ...{ protocol: 'rest', dialect: 'ipernity' },
    })
    expect(await callLine('test.hello')).toMatchObject({ ...common, code: 101 })
    expect(await callLine('api.methods.getList')).toMatchObject({ ...common, protocol: 'rest', dialect: 'native' })
    expect(await server.logged(({ code }) => code === 103)).toMatchObject({ ...common, protocol: 'rest' })
    const page = await server.logged(({ msg }) => msg === 'page')
    expect(page).toMatchObject({ level: 30, req: { method: 'GET', path: '/login' }, res: { status: 200 } })
    expect(await server.stop()).toBe(0)
    expect(server.log().filter(({ msg }) => msg === 'call')).toHaveLength(4)
    expect(
      new Set(
        server
          .log()
          .map(({ id }) => id)
          .filter(Boolean),
      ).size,
    ).toBe(4)
    expect(server.stdout()).toBe(`listening on ${server.url}\n`)
    const written = server.stderr().trim().split('\n')
    expect(written.filter((line) => !line.startsWith('{'))).toEqual([])
  })

  test('at level warn has no line for calls and pages, but one for a failure', async () => {
    await start('warn')
    await call(server.url, member, 'auth.checkToken')
    await fetch(`${server.url}/login`)
    const { api } = await call(server.url, member, 'failing.always', { params: { word: 'x' } })
    expect(api).toMatchObject({ code: '500' })
    await server.stop()
    expect(server.log()).toHaveLength(1)
    const [line]: readonly LogLine[] = server.log()
    expect(line).toMatchObject({ level: 50, code: 500, err: { message: 'fails on purpose' } })
    expect(api.detail).toContain(line?.['id'])
  })

  test('holds no secret, even at level trace', async () => {
    await start('trace')
    const { url } = server
    const app = { api_key: member.api_key, secret: member.secret }
    const anything = 'text-only-this-test-sends'
    const wrongPassword = 'a-password-of-somebody-else'
    place.keepSecret(anything, wrongPassword)

    const visitor = createVisitor(url)
    await visitor.submit('/login', { username: member.username, password: wrongPassword })
    await visitor.submit('/login', { username: member.username, password })
    place.keepSecret(visitor.cookie().split('=')[1] ?? '')
    const { frob } = (await call(url, app, 'auth.getFrob')).auth
    const link = loginLink(app, { frob, perm_doc: 'write' })
    await visitor.submit(link)
    const { auth } = await call(url, app, 'auth.getToken', { params: { frob } })
    place.keepSecret(frob, auth.token, new URL(link, url).searchParams.get('api_sig') ?? '')

    const pairs = signedPairs({ ...app, auth_token: auth.token }, 'failing.always', { word: anything })
    place.keepSecret(pairs.at(-1)?.[1] ?? '')
    const query = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString()
    const bearer = { headers: { authorization: `Bearer ${member.bearer_token}` } }
    const requests: readonly (readonly [string, RequestInit?])[] = [
      [`/api/failing.always/json?${query}`],
      [`/api/failing.always/nonsense?${query}`],
      [`/api/no.method?${query}`],
      [`/api/auth.checkToken?${query}&word=again`],
      [`/api/auth.checkToken?${query.replace('word=', 'word=%ff')}`],
      ['/api/auth.checkToken', bearer],
      [`/api/failing.always?word=${anything}`, bearer],
      ['/api/auth.checkToken', { headers: { authorization: `Bearer ${member.auth_token}` } }],
      [
        `/api/doc.set?${query}`,
        { method: 'POST', body: `{"title": "${anything}"`, headers: { 'content-type': 'application/json' } },
      ],
      [
        `/api/doc.set?${query}`,
        { method: 'POST', body: anything, headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      ],
      [`/apps/authorize?${query}`],
      [`/login?next=${anything}`],
      [`/no/such/page?${query}`, { headers: { referer: `${url}/?${query}`, cookie: visitor.cookie() } }],
      ['/login', { method: 'POST', body: new URLSearchParams({ username: anything, password }) }],
      [`/signup?${query}`, { method: 'POST', body: query, headers: { 'content-type': 'text/plain' } }],
      [`/api/test.echo?x=${anything}`, { method: 'PUT', body: anything }],
    ]
    for (const [path, init] of requests) await (await fetch(url + path, { redirect: 'manual', ...init })).text()
    expect(await codeOf(url, { ...app, secret: anything }, 'auth.getFrob')).toBe(105)
    // Stopping looks for every secret in all that the server wrote.
    expect(await server.stop()).toBe(0)
    expect(server.log().length).toBeGreaterThan(requests.length)
  })
})

test('the search for secrets finds one that is written', async () => {
  const [, create] = installations[0] ?? []
  const place = await create?.()
  const server = await place?.serve({ env: { DEMO: undefined } })
  place?.keepSecret(/bearer_token +(\S+)/.exec(server?.stderr() ?? '')?.[1] ?? 'none')
  await expect(server?.stop()).rejects.toThrow('wrote a secret')
  await place?.remove()
})
