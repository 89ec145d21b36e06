import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { password } from '../../support/add-member.js'
import { babelgate, type Conversation, converse } from '../../support/conversation.js'
import { typedVerifier } from '../../support/oauth-consent.js'
import type { Environment, Json } from '../../support/process.js'
import { useServedMember } from '../../support/served-member.js'
import { createVisitor, type Visitor } from '../../support/visitor.js'

const served = useServedMember()
let visitor: Visitor

beforeAll(async () => {
  visitor = createVisitor(served().server.url)
  await visitor.submit('/login', { username: 'ada', password })
})

const login = (...args: string[]) =>
  converse(served().place, [...babelgate, 'oauth', 'login', ...args], served().application)
const profileFile = (name: string) => join(served().place.folder, '.config', 'babelgate', `${name}.json`)
const profile = (name: string): Json => JSON.parse(readFileSync(profileFile(name), 'utf8'))
const asked = (conversation: Conversation) => conversation.heard(/^Open (\S+) and allow it\.$/m)

/** Opens the address, allows, and gives the verifier of the page. */
async function allow(address: string): Promise<string> {
  return typedVerifier(await (await visitor.submit(address)).text())
}

/** What a call is allowed to that takes everything from the profile, as in a new shell. */
async function permissions(name: string): Promise<Json> {
  const args = ['call', 'auth.checkToken', '--as', 'oauth1', '--profile', name, '--json']
  const { stdout } = await served().place.run(args)
  return JSON.parse(stdout).auth?.permissions
}

test('gets a token that call uses, and tells nobody', async () => {
  const conversation = login('--perm', 'doc=write', '--perm', 'network=read')
  const address = await asked(conversation)
  expect(address).toMatch(new RegExp(`^${served().server.url}/apps/oauth/authorize\\?oauth_token=[\\w-]+$`))
  conversation.say(` ${(await allow(address)).toLowerCase()} `)
  const { code, stdout, stderr } = await conversation.ended()
  const { oauth_token, oauth_token_secret, ...rest } = profile('default')
  const { BABELGATE_URL: url, BABELGATE_API_KEY: api_key, BABELGATE_SECRET: secret } = served().application
  expect({ code, stdout, rest }).toEqual({
    code: 0,
    stdout: `The token is kept in ${profileFile('default')}, with address, key and secret; call --as oauth1 uses it.\n`,
    rest: { url, api_key, secret },
  })
  expect(statSync(profileFile('default')).mode & 0o777).toBe(0o600)
  expect(await permissions('default')).toMatchObject({ doc: 'write', network: 'read', blog: 'none' })
  expect(stdout + stderr).not.toContain(oauth_token)
  expect(stdout + stderr).not.toContain(oauth_token_secret)
})

test('takes three tries', async () => {
  const conversation = login('--profile', 'patient')
  const address = await asked(conversation)
  conversation.say('AAAA-AAAA')
  await conversation.heard(/No user has agreed yet \(permission_unknown, code 107\); 2 tries are left/)
  const verifier = await allow(address)
  conversation.say('AAAA-AAAA')
  await conversation.heard(/The verifier is wrong; .* \(verifier_invalid, code 107\); one try is left/)
  conversation.say(verifier)
  expect((await conversation.ended()).code).toBe(0)
  expect(await permissions('patient')).toMatchObject({ doc: 'none' })
})

test('gives up after the third', async () => {
  const conversation = login('--profile', 'hasty')
  await allow(await asked(conversation))
  for (const wrong of ['A', 'B', 'C']) conversation.say(wrong)
  const { code, stdout, stderr } = await conversation.ended()
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr.match(/Verifier: /g)).toHaveLength(3)
  expect(stderr.split('\n').at(-2)).toMatch(/^Verifier: babelgate: The gateway refuses: The verifier is wrong;/)
  expect(() => profile('hasty')).toThrow()
})

test('prints the token where that is asked for', async () => {
  const json = async (...args: string[]): Promise<Json> => {
    const conversation = login('--profile', 'open', '--json', ...args)
    conversation.say(await allow(await asked(conversation)))
    return JSON.parse((await conversation.ended()).stdout)
  }
  expect(await json()).toEqual({ profile: profileFile('open') })
  const shown = await json('--show-token', '--oauth-method', 'HMAC-SHA256')
  const { oauth_token, oauth_token_secret } = profile('open')
  expect(shown).toEqual({ profile: profileFile('open'), oauth_token, oauth_token_secret })
})

test('ends where nothing is typed', async () => {
  const conversation = login()
  await asked(conversation)
  conversation.hangUp()
  expect(await conversation.ended()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('babelgate: No verifier came on standard input; start again for a new address\n'),
  })
})

const refusals: readonly (readonly [string, readonly string[], Environment, RegExp])[] = [
  ['a wrong secret', [], { BABELGATE_SECRET: 'guessed' }, /^The gateway refuses: .*signature_invalid, code 105/],
  [
    'a missing key',
    ['--profile', 'none'],
    { BABELGATE_API_KEY: undefined },
    /^There is no profile \S+none\.json, and BABELGATE_API_KEY is not set/,
  ],
  ['a wrong level', ['--perm', 'profile=delete'], {}, /^profile=delete: the levels of profile are none, read, write/],
  ['another server', ['--url', 'PAGES'], {}, /^What answers at \S+\/apps\/oauth\/request is no endpoint of OAuth/],
  [
    'no server',
    ['--url', 'http://127.0.0.1:9'],
    {},
    /^Nothing answers at http:\/\/127\.0\.0\.1:9\/apps\/oauth\/request;/,
  ],
]

test.each(refusals)('says what is wrong with %s', async (_name, args, env, message) => {
  const { place, server, application } = served()
  const given = args.map((arg) => arg.replace('PAGES', `${server.url}/help`))
  const outcome = await place.run(['oauth', 'login', ...given], { env: { ...application, ...env } })
  expect(outcome).toMatchObject({ code: args[0] === '--perm' ? 2 : 1, stdout: '' })
  expect(outcome.stderr.replace('babelgate: ', '')).toMatch(message)
})
