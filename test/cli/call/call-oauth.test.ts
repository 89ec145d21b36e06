import { join } from 'node:path'
import sharp from 'sharp'
import { useServedMember } from '../../support/served-member.js'
import { callCommand } from './call-command.js'

const protocols = ['rest', 'soap', 'xmlrpc']

const served = useServedMember()
const { profile, run, answered, refusal } = callCommand(
  served,
  ({ oauth_token, oauth_token_secret }) => ({
    BABELGATE_OAUTH_TOKEN: oauth_token,
    BABELGATE_OAUTH_TOKEN_SECRET: oauth_token_secret,
  }),
  ['--as', 'oauth1'],
)

async function paint(name: string, background: string): Promise<void> {
  const canvas = { width: 30, height: 20, channels: 3, background } as const
  await sharp({ create: canvas }).png().toFile(join(served().place.folder, name))
}

describe.each(protocols)('over %s', (protocol) => {
  const over = ['--over', protocol]

  test('signs for the user of the token', async () => {
    expect((await answered(['auth.checkToken', ...over])).auth.user.username).toBe('ada')
    const echo = " a=b&c +%2B~ü'(*)!"
    expect(await answered(['test.echo', `echo=${echo}`, ...over])).toMatchObject({ echo })
  })

  test('signs for the application alone without a token', async () => {
    const twoLegged = { ...profile(), BABELGATE_OAUTH_TOKEN: undefined, BABELGATE_OAUTH_TOKEN_SECRET: undefined }
    expect(await answered(['test.echo', 'echo=hello', ...over], twoLegged)).toMatchObject({ echo: 'hello' })
    expect(await refusal(['auth.checkToken', ...over], twoLegged)).toBe('106')
  })

  test('signs files, by the hash of the body where the application wants that', async () => {
    const { place, server } = served()
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
    const forger = { ...profile(), BABELGATE_OAUTH_TOKEN_SECRET: 'not the secret' }
    expect(await refusal(['auth.checkToken', ...over], forger)).toBe('105')
  })
})

test('is the scheme of a profile that has what it needs', async () => {
  const { code, stdout } = await served().place.run(['call', 'auth.checkToken', '--json'], { env: profile() })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).auth.user.username).toBe('ada')
})

test.each([
  ['BABELGATE_SECRET', 'secret'],
  ['BABELGATE_OAUTH_TOKEN', 'oauth_token'],
  ['BABELGATE_OAUTH_TOKEN_SECRET', 'oauth_token_secret'],
])('asks for what is missing without %s', async (variable, field) => {
  expect(await run(['test.hello'], { ...profile(), [variable]: undefined })).toMatchObject({
    code: 1,
    stderr: `babelgate: The profile lacks ${field}; call --help says where it belongs\n`,
  })
})

test('names the profile that is not there where the environment has no key either', async () => {
  const { code, stderr } = await run(['test.hello'], { ...profile(), BABELGATE_API_KEY: undefined })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^babelgate: There is no profile \S+default\.json, and BABELGATE_API_KEY is not set; [^\n]+\n$/,
  )
})

test.each(['ftp://127.0.0.1', '127.0.0.1'])('refuses %s, which cannot be signed', async (url) => {
  expect(await run(['test.hello', '--url', url])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`argument '${url}' is invalid. Give an address such as http://127.0.0.1:8080.`),
  })
})
