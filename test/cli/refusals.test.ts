import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, install } from '../support/process.js'

let place: Installation
let key = ''

beforeAll(async () => {
  place = install()
  await place.json('user', 'create', '--username', 'ada', '--password', 'long enough')
  key = (await place.json('app', 'create', '--name', 'Album', '--owner', 'ada')).api_key
})
afterAll(() => place.remove())

const keys = {
  private: () =>
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ed25519: () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }),
  nonsense: () => '-----BEGIN PUBLIC KEY-----\nbm9uc2Vuc2U=\n-----END PUBLIC KEY-----\n',
}
/** Writes a PEM file. */
const pem = (kind: keyof typeof keys) => {
  const file = join(place.folder, `${kind}.pem`)
  writeFileSync(file, keys[kind]())
  return file
}
const aToken = (...more: string[]) => ['token', 'create', '--app', key, '--user', 'ada', ...more]
const aUser = (...more: string[]) => ['user', 'create', '--username', 'bob', '--password', 'long enough', ...more]
const anApp = (...more: string[]) => ['app', 'create', '--name', 'N', '--owner', 'ada', ...more]

/** What is wrong, the command line, and what its one line of complaint must name. */
type Case = readonly [string, () => readonly string[], RegExp]

/** Command lines that are wrong as they are written. */
const usage: readonly Case[] = [
  ['an unknown command', () => ['usr'], /unknown command 'usr'.*user/],
  ['an unknown command below one', () => ['user', 'creat'], /unknown command 'creat'/],
  ['an unknown option', () => ['user', 'list', '--wide'], /unknown option '--wide'/],
  ['an argument too many', () => ['user', 'list', 'ada'], /too many arguments/],
  ['a missing argument', () => ['app', 'show'], /'key'/],
  ['a bad user name', () => ['user', 'create', '--username', 'a b', '--password', 'long enough'], /name/i],
  ['a short password', () => ['user', 'create', '--username', 'bob', '--password', 'short'], /password.*8/i],
  ['an empty password', () => ['user', 'create', '--username', 'bob', '--password', '-'], /password.*8/i],
  ['a short new password', () => ['user', 'set-password', 'ada', '--password', 'short'], /password.*8/i],
  ['an audit without a time', () => ['audit'], /--since/],
  ['an audit since a wrong time', () => ['audit', '--since', 'yesterday'], /yesterday.*2h/],
  ['an audit of an unknown action', () => ['audit', '--since', '1h', '--action', 'user.eat'], /--action.*user\.create/],
  ['a wrong type', () => anApp('--type', 'phone'), /--type.*web, desktop/],
  ['a web application without a callback', () => anApp('--type', 'web'), /--callback/],
  ['a dangerous callback', () => anApp('--callback', 'javascript:alert(1)'), /javascript:alert\(1\)/],
  ['an application without a name', () => ['app', 'create', '--name', '', '--owner', 'ada'], /name/i],
  ['a wrong switch', () => ['app', 'set', key, '--sign-all', 'yes'], /--sign-all.*on, off/],
  ['a wrong address', () => ['app', 'set', key, '--addresses', '10.0.0.0/33'], /10\.0\.0\.0\/33/],
  ['a wrong callback', () => ['app', 'set', key, '--callback', '//elsewhere.example'], /elsewhere/],
  ['a wrong policy', () => ['app', 'set', key, '--ambiguous-signatures', 'maybe'], /accept, refuse/],
  ['a service without a name', () => ['app', 'set', key, '--services', ''], /--services.*none/],
  ['a wrong name of a service', () => ['app', 'set', key, '--services', 'petstore,a b'], /--services.*a b/],
  ['all services and one', () => anApp('--services', '*,petstore'), /\* stands alone/],
  ['no service and one', () => anApp('--services', 'petstore,none'), /none stands alone/],
  [
    'an unknown signature method',
    () => ['app', 'set', key, '--oauth-methods', 'HMAC-SHA1,ROT13'],
    /ROT13.*HMAC-SHA256/,
  ],
  ['RSA-SHA1 without a key', () => ['app', 'set', key, '--oauth-methods', 'RSA-SHA1'], /--rsa-public-key/],
  ['a private key', () => ['app', 'set', key, '--rsa-public-key', pem('private')], /private key.*-pubout/],
  ['a key of another kind', () => ['app', 'set', key, '--rsa-public-key', pem('ed25519')], /no public RSA key/],
  ['a file without a key', () => ['app', 'set', key, '--rsa-public-key', pem('nonsense')], /no public RSA key/],
  ['a wrong verifier policy', () => ['app', 'set', key, '--verifier', 'no'], /required, optional/],
  ['a wrong body hash policy', () => ['app', 'set', key, '--body-hash', 'no'], /required, optional, auto/],
  ['an unknown kind of permission', () => aToken('--perm', 'docs=read'), /docs=read.*doc, blog/],
  ['an unknown level', () => aToken('--perm', 'doc=all'), /doc=all.*read, write, delete/],
  ['a level that the kind has not', () => aToken('--perm', 'profile=delete'), /profile=delete/],
  ['a permission without a level', () => aToken('--perm', 'doc'), /doc:/],
  ['--only without --methods', () => ['methods', 'list', '--only'], /--only needs --methods/],
  ['--only without --methods in serve', () => ['serve', '--only'], /--only needs --methods/],
  ['a parameter without a value', () => ['call', 'test.hello', 'echo'], /echo.*name=value/],
  ['a protocol that there is not', () => ['call', 'test.hello', '--over', 'gopher'], /--over/],
  ['a missing option', () => ['user', 'create', '--password', 'long enough'], /--username/],
  ['no password and no terminal', () => ['user', 'create', '--username', 'bob'], /no terminal.*--password -/],
  ['no new password and no terminal', () => ['user', 'set-password', 'ada'], /no terminal.*--password -/],
  ['a language that is a word', () => aUser('--lg', 'english'), /--lg.*english.*two lower-case letters/],
  ['a language with a country', () => aUser('--lg', 'en-GB'), /--lg/],
  ['a name to show on two lines', () => aUser('--realname', 'A\nB'), /--realname/],
  [
    'a language of texts that is a word',
    () => ['app', 'set', key, '--lg', 'german', '--subtitle', 'S'],
    /--lg.*german/,
  ],
  ['an application with a blank name', () => ['app', 'set', key, '--name', ' '], /--name/],
  ['a page that is no address', () => anApp('--website', 'example'), /--website.*https:/],
  ['a page that runs', () => ['app', 'set', key, '--website', 'javascript:alert(1)'], /--website/],
  ['a wrong limit', () => ['app', 'set', key, '--limit', '50'], /--limit.*50\/s/],
  ['a day that there is not', () => ['audit', '--since', '2026-02-30'], /2026-02-30/],
  ['a profile in another folder', () => ['call', 'test.hello', '--profile', '../x'], /--profile/],
  ['an address of another protocol', () => ['call', 'test.hello', '--url', 'gopher://x'], /--url.*gopher/],
  ['an address without a host', () => ['oauth', 'login', '--url', 'http://'], /--url/],
  ['a deletion without a word', () => ['app', 'delete', key], /no terminal.*--yes/],
]

/** Command lines that are well written, and refused. */
const refusals: readonly Case[] = [
  ['a taken user name', () => ['user', 'create', '--username', 'ADA', '--password', 'long enough'], /taken/i],
  ['an unknown user', () => ['user', 'suspend', 'nobody'], /no user nobody/],
  ['a block list of nobody', () => ['user', 'block', 'ada', '--by', 'nobody'], /no user nobody/],
  ['a member to block themselves', () => ['user', 'block', 'ada', '--by', 'ada'], /themselves/],
  ['somebody not blocked', () => ['user', 'unblock', 'ada', '--by', 'ada'], /does not block ada/],
  ['an unknown owner', () => ['app', 'create', '--name', 'N', '--owner', 'nobody'], /no user nobody/],
  ['an unknown application', () => ['app', 'show', 'f'.repeat(32)], /no application.*f{32}/],
  ['an unknown application to change', () => ['app', 'disable', 'f'.repeat(32)], /no application/],
  [
    'a key file that is not there',
    () => ['app', 'set', key, '--rsa-public-key', 'nowhere.pem'],
    /nowhere\.pem.*it does not exist/,
  ],
  ['a token for an unknown application', () => ['token', 'create', '--app', 'nokey', '--user', 'ada'], /nokey/],
  ['a token for an unknown user', () => ['token', 'create', '--app', key, '--user', 'bob'], /no user bob/],
  ['tokens of an unknown application', () => ['token', 'list', '--app', 'nokey'], /nokey/],
  ['an unknown token', () => ['token', 'revoke', '1-abcdef'], /no such token/],
  ['an unknown method', () => ['methods', 'show', 'doc.got'], /no method doc\.got/],
  [
    'methods of a folder that is not there',
    () => ['methods', 'list', '--methods', 'nowhere'],
    /The methods in \S+nowhere cannot be read: it does not exist; correct/,
  ],
  [
    'serving a folder that is not there',
    () => ['serve', '--methods', 'nowhere'],
    /nowhere.*it does not exist; correct/,
  ],
  [
    'methods of a file',
    () => ['methods', 'list', '--methods', pem('nonsense')],
    /nonsense\.pem.*it is no folder; name/,
  ],
  [
    'a project where no folder can be made',
    () => ['init', '/proc/nowhere/project'],
    /project cannot be written: no folder can be made there; name another place$/m,
  ],
  ['a project below a file', () => ['init', `${pem('nonsense')}/project`], /a part of the path is a file; correct/],
  [
    'a call without a key',
    () => ['call', 'test.hello'],
    /no profile \S+default\.json, and BABELGATE_API_KEY is not set/,
  ],
  ['a login without a key', () => ['oauth', 'login'], /no profile \S+default\.json, and BABELGATE_API_KEY is not set/],
  ['a settings file that is not there', () => ['--config', 'nowhere.yaml', 'user', 'list'], /nowhere\.yaml/],
  ['an unknown application to delete', () => ['app', 'delete', 'f'.repeat(32), '--yes'], /no application/],
  [
    'an unknown user to give a password',
    () => ['user', 'set-password', 'bob', '--password', 'long enough'],
    /no user bob/,
  ],
]

const all = [...usage.map((row) => [2, ...row] as const), ...refusals.map((row) => [1, ...row] as const)]

test.each(all)('the exit code is %i for %s', async (expected, _what, args, complaint) => {
  const { code, stdout, stderr } = await place.run(args())
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
  expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
  expect(stderr).toMatch(complaint)
  expect(stderr).not.toMatch(/ at .*\.js|SQLITE|select /)
})

test.each([[['--version']], [['--help']], [['user', '--help']], [['user', 'list']], [['app', 'list', '--json']]])(
  'the exit code is 0 for %j',
  async (args) => {
    expect(await place.run(args)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\S/) })
  },
)

test.each([[[]], [['user']], [['app']], [['oauth']]])('babelgate %j shows its help and fails', async (args) => {
  const { code, stdout, stderr } = await place.run(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^Usage: babelgate /)
})

test('a password on standard input that is refused is not shown', async () => {
  const { code, stderr } = await place.run(['user', 'create', '--username', 'bob', '--password', '-'], {
    input: 'tiny123',
  })
  expect(code).toBe(2)
  expect(stderr).not.toContain('tiny123')
})

test('call names the file, the profile or the address that cannot be used', async () => {
  const env = { BABELGATE_API_KEY: key, BABELGATE_URL: 'http://127.0.0.1:9' }
  const complaint = async (...args: string[]) => {
    const { code, stderr } = await place.run(['call', 'test.hello', ...args], { env })
    expect(code).toBe(args.includes('--url') ? 2 : 1)
    expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
    return stderr
  }
  expect(await complaint('--as', 'key')).toContain('http://127.0.0.1:9')
  expect(await complaint('--as', 'key', 'file=@nowhere.jpg')).toContain('nowhere.jpg')
  expect(await complaint('--as', 'key', '--url', 'gopher:')).toContain('gopher:')
  expect(await complaint('--as', 'bearer')).toContain('bearer_token')
  expect(await complaint('--as', 'api-sig')).toContain('secret')
  expect(await complaint('--as', 'key', '--profile', 'nope')).toMatch(/no profile \S+nope\.json;/)
  mkdirSync(join(place.folder, 'babelgate'))
  writeFileSync(join(place.folder, 'babelgate', 'broken.json'), '{"url": 1}')
  const { stderr } = await place.run(['call', 'test.hello', '--profile', 'broken'], {
    env: { XDG_CONFIG_HOME: place.folder },
  })
  expect(stderr).toContain('api_key')
})
