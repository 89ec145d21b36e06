import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { call, codeOf } from '../support/api-client.js'
import { type Installation, installations, type Json, type ServerProcess, until } from '../support/process.js'

const password = 'a password of the command line'
const unixTime = expect.any(Number)

describe.each(installations)('the command line beside a server on %s', (kind, create) => {
  let place: Installation
  let server: ServerProcess
  let app: Json
  let token: Json

  beforeAll(async () => {
    place = await create()
    place.keepSecret(password, 'another password')
    server = await place.serve()
  })
  afterAll(async () => {
    await server.stop()
    await place.remove()
  })

  /** What a change by the command line must show on the very next call; PostgreSQL has a second to hear of it. */
  const nextCodeIs = async (code: number) => {
    const next = () => codeOf(server.url, { ...app, ...token }, 'auth.checkToken')
    if (kind === 'postgres') await until(async () => (await next()) === code, 1000)
    expect(await next()).toBe(code)
  }

  test('user create takes a password from standard input', async () => {
    const args = ['user', 'create', '--username', 'ada', '--realname', 'Ada L.', '--password', '-', '--json']
    const { code, stdout } = await place.run(args, { input: `${password}\n` })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ user_id: expect.stringMatching(/^\d+$/), username: 'ada', realname: 'Ada L.' })
    expect(stdout.split('\n')).toHaveLength(2)
    const browser = await fetch(`${server.url}/login`, { redirect: 'manual' })
    const cookie = browser.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const csrf = /name="csrf" value="([^"]*)"/.exec(await browser.text())?.[1] ?? ''
    const logIn = await fetch(`${server.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ csrf, username: 'ada', password }),
    })
    expect(logIn.status).toBe(302)
  })

  test('user create speaks to people too, and user list and set-password', async () => {
    const made = await place.run(['user', 'create', '--username', 'bob', '--password', password, '--lg', 'fr'])
    expect(made).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Opened the account bob with the id \d+\.\n$/),
      stderr: '',
    })
    const users = await place.json('user', 'list')
    expect(users).toEqual([
      { user_id: expect.any(String), username: 'ada', realname: 'Ada L.', state: 'active' },
      { user_id: expect.any(String), username: 'bob', realname: '', state: 'active' },
    ])
    const lines = (await place.run(['user', 'list'])).stdout.trimEnd().split('\n')
    expect(lines.map((line) => line.split(/ {2,}/).slice(1))).toEqual([
      ['username', 'name', 'state'],
      ['ada', 'Ada L.', 'active'],
      ['bob', 'active'],
    ])
    expect(await place.json('user', 'set-password', 'bob', '--password', 'another password')).toEqual({
      user_id: users[1].user_id,
      username: 'bob',
      realname: '',
    })
  })

  test('app create gives key and secret', async () => {
    app = await place.json('app', 'create', '--name', 'Album', '--owner', 'ada')
    expect(app).toEqual({
      api_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      secret: expect.stringMatching(/^[0-9a-f]{32,}$/),
      name: 'Album',
      type: 'desktop',
      callback: null,
    })
    const callback = 'https://app.example/back'
    const web = [
      '--type',
      'web',
      '--callback',
      callback,
      '--website',
      'https://app.example',
      '--subtitle',
      'S',
      '--description',
      'D',
    ]
    const second = await place.json('app', 'create', '--name', 'Site', '--owner', 'bob', ...web)
    expect(second).toMatchObject({ name: 'Site', type: 'web', callback })
    expect(await place.json('app', 'show', second.api_key)).toMatchObject({
      secret: second.secret,
      website: 'https://app.example',
      texts: { '': { subtitle: 'S', description: 'D' } },
    })
    const all = await place.json('app', 'list')
    expect(all.map(({ name }: Json) => name)).toEqual(['Album', 'Site'])
    expect(JSON.stringify(all)).not.toContain(app.secret)
  })

  test('token create gives every spelling, and token list none', async () => {
    const perms = ['--perm', 'doc=write', '--perm', 'network=read']
    token = await place.json('token', 'create', '--app', app.api_key, '--user', 'ada', ...perms)
    expect(token).toEqual({
      auth_token: expect.stringMatching(/^\d+-[0-9a-f]+$/),
      oauth_token: token.auth_token,
      oauth_token_secret: expect.stringMatching(/^[0-9a-f]{32}$/),
      bearer_token: expect.stringMatching(/^\S{32,}$/),
    })
    expect(await call(server.url, { ...app, ...token }, 'auth.checkToken')).toMatchObject({
      auth: { permissions: { doc: 'write', blog: 'none', profile: 'none', network: 'read', post: 'none' } },
    })
    const listed = await place.json('token', 'list', '--app', app.api_key, '--user', 'ada')
    expect(listed).toEqual([
      {
        id: expect.anything(),
        api_key: app.api_key,
        username: 'ada',
        permissions: { doc: 'write', blog: 'none', profile: 'none', network: 'read', post: 'none' },
        created_at: unixTime,
      },
    ])
    expect(await place.json('token', 'list', '--user', 'bob')).toEqual([])
    expect((await place.run(['token', 'list'])).stdout).toContain('doc=write network=read')
  })

  test('app disable and enable hold from the next call on', async () => {
    expect(await place.json('app', 'disable', app.api_key)).toMatchObject({ state: 'disabled' })
    await nextCodeIs(101)
    expect(await place.json('app', 'enable', app.api_key)).toMatchObject({ state: 'active' })
    await nextCodeIs(0)
  })

  test('user suspend, close and restore hold from the next call on', async () => {
    expect(await place.json('user', 'suspend', 'ada')).toMatchObject({ username: 'ada', state: 'suspended' })
    await nextCodeIs(108)
    expect(await place.json('user', 'restore', 'ada')).toMatchObject({ state: 'active' })
    await nextCodeIs(0)
    expect(await place.json('user', 'close', 'ada')).toMatchObject({ state: 'closed' })
    await nextCodeIs(108)
    expect(await place.json('user', 'restore', 'ada')).toMatchObject({ state: 'active' })
    await nextCodeIs(0)
  })

  test('user block and unblock keep a block list, and user blocks shows it', async () => {
    const done = { username: 'bob', by: 'ada' }
    expect(await place.json('user', 'block', 'bob', '--by', 'ADA')).toEqual({ ...done, blocked: true })
    expect(await place.json('user', 'block', 'bob', '--by', 'ada')).toEqual({ ...done, blocked: true })
    const bob = { user_id: expect.stringMatching(/^\d+$/), username: 'bob', realname: '', since: unixTime }
    expect(await place.json('user', 'blocks', 'ada')).toEqual([bob])
    expect(await place.json('user', 'blocks', 'bob')).toEqual([])
    expect((await place.run(['user', 'blocks', 'ada'])).stdout).toMatch(/^id +username +name\n\d+ +bob\n$/)
    expect(await place.json('user', 'unblock', 'bob', '--by', 'ada')).toEqual({ ...done, blocked: false })
    expect(await place.json('user', 'blocks', 'ada')).toEqual([])
  })

  test('app set holds from the next call on', async () => {
    const set = (...args: string[]) => place.json('app', 'set', app.api_key, ...args)
    expect(await set('--legacy-signatures', 'off')).toMatchObject({ legacy_signatures: false })
    await nextCodeIs(105)
    expect(await set('--legacy-signatures', 'on', '--addresses', '192.0.2.0/24')).toMatchObject({
      legacy_signatures: true,
      addresses: ['192.0.2.0/24'],
    })
    await nextCodeIs(111)
    expect(await set('--addresses', '')).toMatchObject({ addresses: [] })
    await nextCodeIs(0)
    const texts = ['--lg', 'de', '--subtitle', 'Untertitel', '--description', 'Text']
    const names = ['--name', 'New name', '--callback', 'https://new.example/back', '--website', 'https://new.example']
    expect(await set('--sign-all', 'on', '--ambiguous-signatures', 'refuse', ...names, ...texts)).toMatchObject({
      name: 'New name',
      callback: 'https://new.example/back',
      website: 'https://new.example',
      sign_all: true,
      ambiguous_signatures: 'refuse',
      texts: { de: { subtitle: 'Untertitel', description: 'Text' } },
    })
    expect(await set('--lg', 'de', '--subtitle', 'Neu')).toMatchObject({
      sign_all: true,
      texts: { de: { subtitle: 'Neu', description: 'Text' } },
    })
  })

  test('app create, set, show and list tell which services an application may call', async () => {
    const create = (...more: string[]) => place.json('app', 'create', '--name', 'Caller', '--owner', 'ada', ...more)
    const shown = async ({ api_key: key }: Json) => (await place.json('app', 'show', key)).services
    expect(await shown(await create())).toEqual([])
    expect(await shown(await create('--services', '*'))).toEqual(['*'])
    const caller = await create('--services', 'petstore, billing,petstore')
    expect(await shown(caller)).toEqual(['billing', 'petstore'])
    const set = (...args: string[]) => place.json('app', 'set', caller.api_key, ...args)
    expect(await set('--services', 'Orders_2')).toMatchObject({ services: ['Orders_2'] })
    expect(await set('--name', 'Other')).toMatchObject({ services: ['Orders_2'] })
    expect(await set('--services', '*')).toMatchObject({ services: ['*'] })
    expect((await place.run(['app', 'show', caller.api_key])).stdout).toMatch(/^services +\["\*"\]$/m)
    expect(await set('--services', 'none')).toMatchObject({ services: [] })
    expect(await place.json('app', 'list')).toContainEqual(expect.objectContaining({ services: ['*'] }))
  })

  test('app set tells how OAuth may be used', async () => {
    const set = (...args: string[]) => place.json('app', 'set', app.api_key, ...args)
    expect(await place.json('app', 'show', app.api_key)).toMatchObject({
      oauth_methods: ['HMAC-SHA1', 'HMAC-SHA256'],
      rsa_public_key: null,
      verifier: 'required',
      body_hash: 'auto',
    })
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const [pkcs1, spki] = [
      publicKey.export({ type: 'pkcs1', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'pem' }),
    ]
    const file = join(place.folder, 'key.pem')
    writeFileSync(file, pkcs1)
    const policy = ['--verifier', 'optional', '--body-hash', 'required']
    const rsa = ['--oauth-methods', 'RSA-SHA1, plaintext,MD5', '--rsa-public-key', file]
    expect(await set(...policy, ...rsa)).toMatchObject({
      oauth_methods: ['RSA-SHA1', 'PLAINTEXT', 'MD5'],
      rsa_public_key: spki,
      verifier: 'optional',
      body_hash: 'required',
    })
    expect((await place.run(['app', 'set', app.api_key, '--rsa-public-key', ''])).stderr).toContain('RSA-SHA1')
    expect(await set('--oauth-methods', '', '--rsa-public-key', '')).toMatchObject({
      oauth_methods: [],
      rsa_public_key: null,
      verifier: 'optional',
    })
  })

  test('app rotate-secret holds from the next call on', async () => {
    const rotated = await place.json('app', 'rotate-secret', app.api_key)
    expect(rotated.secret).not.toBe(app.secret)
    await nextCodeIs(105)
    app = rotated
    await nextCodeIs(0)
  })

  test.each(['auth_token', 'oauth_token', 'bearer_token'] as const)('token revoke takes an %s', async (spelling) => {
    token = await place.json('token', 'create', '--app', app.api_key, '--user', 'ada')
    await nextCodeIs(0)
    expect(await place.json('token', 'revoke', token[spelling])).toEqual({ revoked: true })
    await nextCodeIs(107)
    expect(await place.run(['token', 'revoke', token[spelling]])).toMatchObject({ code: 1 })
  })

  test('app delete holds from the next call on, and takes the tokens with it', async () => {
    const other = await place.json('app', 'create', '--name', 'Short', '--owner', 'ada')
    const held = await place.json('token', 'create', '--app', other.api_key, '--user', 'ada')
    const next = () => codeOf(server.url, { ...other, ...held }, 'auth.checkToken')
    expect(await next()).toBe(0)
    const { code, stdout } = await place.run(['app', 'delete', other.api_key, '--yes'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deleted Short; 1 token has ended.\n' })
    if (kind === 'postgres') await until(async () => (await next()) === 101, 1000)
    expect(await next()).toBe(101)
    expect(await place.json('token', 'list', '--user', 'ada')).not.toContainEqual(
      expect.objectContaining({ api_key: other.api_key }),
    )
    const again = await place.json('app', 'create', '--name', 'Shorter', '--owner', 'ada')
    expect(await place.json('app', 'delete', again.api_key, '--yes')).toEqual({
      api_key: again.api_key,
      deleted: true,
      tokens: 0,
    })
  })

  test('audit tells who did all this, and no secret', async () => {
    const entries: Json[] = await place.json('audit', '--since', '1h')
    const actor = `cli:${userInfo().username}`
    expect(new Set(entries.map((entry) => entry.actor))).toEqual(new Set([actor]))
    const actions = new Set(entries.map((entry) => entry.action))
    for (const action of [
      'user.create',
      'user.set-password',
      'user.close',
      'block.add',
      'app.set',
      'app.delete',
      'token.revoke',
    ]) {
      expect(actions).toContain(action)
    }
    const target = `app:${app.api_key}`
    const rotated = await place.json('audit', '--since', '1h', '--action', 'app.rotate-secret')
    expect(rotated).toEqual([
      { id: expect.any(Number), at: unixTime, actor, action: 'app.rotate-secret', target, detail: {} },
    ])
    for (const secret of [password, app.secret, ...Object.values(token)]) {
      expect(JSON.stringify(entries)).not.toContain(secret)
    }
    const { stdout } = await place.run(['audit', '--since', '1h', '--action', 'user.suspend'])
    expect(stdout).toMatch(
      /^time +actor +action +target +detail\n\d{4}-\d\d-\d\dT[\d:]{8}Z +cli:\S+ +user\.suspend +user:\d+\n$/,
    )
    expect(await place.json('audit', '--since', '2100-01-01')).toEqual([])
  })

  test('migrate finds nothing to do where the server runs', async () => {
    expect(await place.json('migrate')).toEqual({ migrations: [] })
    expect((await place.run(['migrate'])).stdout).toBe('Nothing to do.\n')
  })
})
