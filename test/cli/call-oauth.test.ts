import { join } from 'node:path'
import sharp from 'sharp'
import { addMember, type Member } from '../support/add-member.js'
import { type Environment, type Installation, install, type Json, type ServerProcess } from '../support/process.js'

const protocols = ['rest', 'soap', 'xmlrpc']

let place: Installation
let member: Member
let server: ServerProcess
/** Nothing but what OAuth needs, as environment variables. */
let identity: Environment

beforeAll(async () => {
  place = install()
  member = await addMember(place)
  server = await place.serve()
  identity = {
    BABELGATE_URL: server.url,
    BABELGATE_API_KEY: member.api_key,
    BABELGATE_SECRET: member.secret,
    BABELGATE_OAUTH_TOKEN: member.oauth_token,
    BABELGATE_OAUTH_TOKEN_SECRET: member.oauth_token_secret,
  }
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
  await place.remove()
})

const run = (args: readonly string[], env: Environment = identity) =>
  place.run(['call', ...args, '--as', 'oauth1'], { env })

async function answered(args: readonly string[], env?: Environment): Promise<Json> {
  const { code, stdout, stderr } = await run([...args, '--json'], env)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function refusal(args: readonly string[], env?: Environment): Promise<string> {
  const { code, stdout } = await run([...args, '--json'], env)
  expect(code).toBe(1)
  return JSON.parse(stdout).api.code
}

async function paint(name: string, background: string): Promise<void> {
  const canvas = { width: 30, height: 20, channels: 3, background } as const
  await sharp({ create: canvas }).png().toFile(join(place.folder, name))
}

describe.each(protocols)('over %s', (protocol) => {
  const over = ['--over', protocol]

  test('signs for the user of the token', async () => {
    expect((await answered(['auth.checkToken', ...over])).auth.user.username).toBe('ada')
    const echo = " a=b&c +%2B~ü'(*)!"
    expect(await answered(['test.echo', `echo=${echo}`, ...over])).toMatchObject({ echo })
  })

  test('signs for the application alone without a token', async () => {
    const twoLegged = { ...identity, BABELGATE_OAUTH_TOKEN: undefined, BABELGATE_OAUTH_TOKEN_SECRET: undefined }
    expect(await answered(['test.echo', 'echo=hello', ...over], twoLegged)).toMatchObject({ echo: 'hello' })
    expect(await refusal(['auth.checkToken', ...over], twoLegged)).toBe('106')
  })

  test('signs files, by the hash of the body where the application wants that', async () => {
    const app = await place.json('app', 'create', '--name', 'Strict', '--owner', 'ada')
    await place.json('app', 'set', app.api_key, '--body-hash', 'required', '--oauth-methods', 'HMAC-SHA256')
    const perms = ['--perm', 'doc=write']
    const token = await place.json('token', 'create', '--app', app.api_key, '--user', 'ada', ...perms)
    const strict = {
      BABELGATE_URL: server.url,
      BABELGATE_API_KEY: app.api_key,
      BABELGATE_SECRET: app.secret,
      BABELGATE_OAUTH_TOKEN: token.oauth_token,
      BABELGATE_OAUTH_TOKEN_SECRET: token.oauth_token_secret,
    }
    await paint(`${protocol}.png`, { rest: 'red', soap: 'green' }[protocol] ?? 'blue')
    const upload = ['upload.file', `file=@${protocol}.png`, 'title=A colour', 'async=0', ...over]
    const sha256 = ['--oauth-method', 'HMAC-SHA256']
    expect(await answered([...upload, ...sha256], strict)).toMatchObject({ doc_id: expect.any(String) })
    expect(await refusal(upload, strict)).toBe('135')
  })

  test('is refused with a wrong secret', async () => {
    const forger = { ...identity, BABELGATE_OAUTH_TOKEN_SECRET: 'not the secret' }
    expect(await refusal(['auth.checkToken', ...over], forger)).toBe('105')
  })
})

test('is the scheme of a profile that has what it needs', async () => {
  const { code, stdout } = await place.run(['call', 'auth.checkToken', '--json'], { env: identity })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).auth.user.username).toBe('ada')
})

test.each([
  ['BABELGATE_API_KEY', 'api_key'],
  ['BABELGATE_SECRET', 'secret'],
  ['BABELGATE_OAUTH_TOKEN', 'oauth_token'],
  ['BABELGATE_OAUTH_TOKEN_SECRET', 'oauth_token_secret'],
])('asks for what is missing without %s', async (variable, field) => {
  expect(await run(['test.hello'], { ...identity, [variable]: undefined })).toMatchObject({
    code: 1,
    stderr: `babelgate: The profile lacks ${field}; call --help says where it belongs\n`,
  })
})

test.each(['ftp://127.0.0.1', '127.0.0.1'])('refuses %s, which cannot be signed', async (url) => {
  expect(await run(['test.hello', '--url', url])).toMatchObject({
    code: 1,
    stderr: `babelgate: ${url}/api/test.hello/json is no address of http or https; set --url\n`,
  })
})
