import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Json } from '../../support/process.js'
import { useServedMember } from '../../support/served-member.js'
import { callCommand } from './call-command.js'

const served = useServedMember()
const { profile, run, answered, refusal } = callCommand(served, ({ auth_token, bearer_token }) => ({
  BABELGATE_AUTH_TOKEN: auth_token,
  BABELGATE_BEARER_TOKEN: bearer_token,
}))

test.each(['api-sig', 'bearer'])('calls as %s', async (scheme) => {
  const { auth } = await answered(['auth.checkToken', '--as', scheme])
  expect(auth.user.username).toBe('ada')
})

test('calls as key, which is no user', async () => {
  expect(await answered(['test.echo', 'echo=a=b & ü', '--as', 'key'])).toMatchObject({ echo: 'a=b & ü' })
  expect(await refusal(['auth.checkToken', '--as', 'key'])).toBe('104')
})

test('takes the strongest scheme that the profile allows', async () => {
  expect((await answered(['auth.checkToken'])).auth.user.username).toBe('ada')
  const withoutSecret = { ...profile(), BABELGATE_SECRET: undefined }
  expect((await answered(['auth.checkToken'], withoutSecret)).auth.user.username).toBe('ada')
  const keyOnly = { ...withoutSecret, BABELGATE_BEARER_TOKEN: undefined }
  expect(await refusal(['auth.checkToken'], keyOnly)).toBe('104')
})

test.each(['api-sig', 'bearer'])('sends files as %s', async (scheme) => {
  const path = join(served().place.folder, 'photo.jpg')
  await sharp({ create: { width: 300, height: 200, channels: 3, background: scheme === 'bearer' ? 'red' : 'blue' } })
    .jpeg()
    .toFile(path)
  const args = ['upload.file', 'file=@photo.jpg', 'title=From the command line', 'async=0', '--as', scheme]
  const { doc_id } = await answered(args)
  const { doc } = await answered(['doc.get', `doc_id=${doc_id}`, 'extra=original'])
  expect(doc).toMatchObject({ title: 'From the command line', original: { filename: 'photo.jpg', w: '300', h: '200' } })
})

test('calls over SOAP, signed and with a file, and prints the envelope as it came', async () => {
  const over = ['--over', 'soap']
  expect((await answered(['auth.checkToken', ...over])).auth.user.username).toBe('ada')
  const own = await run(['test.echo', 'echo=a & b', ...over])
  expect(own).toMatchObject({ code: 0, stdout: expect.stringContaining('&lt;echo&gt;a &amp;amp; b&lt;/echo&gt;') })
  const fault = await run(['no.method', ...over])
  expect(fault).toMatchObject({ code: 1, stdout: expect.stringContaining('ipernity.error.103') })
  const path = join(served().place.folder, 'over-soap.jpg')
  await sharp({ create: { width: 300, height: 200, channels: 3, background: 'green' } })
    .jpeg()
    .toFile(path)
  expect(await answered(['upload.file', 'file=@over-soap.jpg', ...over])).toMatchObject({ ticket: expect.any(String) })
  expect(await run(['test.echo', 'a:b=c', ...over])).toMatchObject({
    code: 2,
    stderr: 'babelgate: a:b cannot be the name of an XML element; send it over REST\n',
  })
})

test('wsdl prints what the server serves, for the address of the settings', async () => {
  const { place, server } = served()
  const wsdl = await (await fetch(`${server.url}/api/soap?wsdl`)).text()
  const { stdout } = await place.run(['wsdl'], { env: { PUBLIC_URL: server.url } })
  expect(stdout).toBe(wsdl)
  expect((await place.run(['wsdl'], { env: { HOST: '::1', PORT: '81' } })).stdout).toContain(
    '"http://[::1]:81/api/soap"',
  )
})

test('openapi prints what the server serves, for the address of the settings', async () => {
  const { place, server } = served()
  const document = await (await fetch(`${server.url}/openapi.json`)).text()
  expect((await place.run(['openapi'], { env: { PUBLIC_URL: server.url } })).stdout).toBe(`${document}\n`)
  expect((await place.run(['openapi'], { env: { HOST: '0.0.0.0' } })).code).toBe(1)
})

test('prints the format that is asked for, and JSON for people', async () => {
  const print = async (...args: string[]) => (await run(['test.hello', ...args])).stdout
  expect(await print('--format', 'xml')).toMatch(/^<\?xml .*<api status="ok"/s)
  expect(await print('--format', 'php')).toMatch(/^a:\d+:\{/)
  expect(await print('--over', 'rest')).toMatch(/^\{\n {2}"api": \{\n/)
  expect(await print('--format', 'xml', '--json')).toMatch(/^\{"api":/)
  for (const format of ['xml', 'php']) expect((await run(['no.method', '--format', format])).code).toBe(1)
})

test('reads a profile from the config folder; environment and --url go before it', async () => {
  const { place, member, server } = served()
  const { api_key, secret, auth_token, bearer_token } = member
  mkdirSync(join(place.folder, '.config', 'babelgate'), { recursive: true })
  const write = (name: string, profile: object) =>
    writeFileSync(join(place.folder, '.config', 'babelgate', `${name}.json`), JSON.stringify(profile))
  write('default', { url: server.url, api_key, secret, auth_token })
  write('away', { url: 'http://127.0.0.1:9', bearer_token })
  expect((await answered(['auth.checkToken'], {})).auth.user.username).toBe('ada')
  expect((await run(['auth.checkToken', '--profile', 'away'], {})).stderr).toContain('http://127.0.0.1:9')
  const url = ['--url', `${server.url}/`]
  expect((await answered(['auth.checkToken', '--profile', 'away', ...url], {})).auth.user.username).toBe('ada')
  const env = { BABELGATE_URL: server.url }
  expect((await answered(['auth.checkToken', '--profile', 'away'], env)).auth.user.username).toBe('ada')
  write('elsewhere', { url: server.url, api_key })
  const moved = { XDG_CONFIG_HOME: join(place.folder, '.config') }
  expect(await answered(['test.hello', '--profile', 'elsewhere'], moved)).toMatchObject({ api: { status: 'ok' } })
})

test('credentials of the environment go before those of the profile', async () => {
  const { place, member, server, application } = served()
  const { api_key, secret, auth_token, bearer_token } = member
  mkdirSync(join(place.folder, '.config', 'babelgate'), { recursive: true })
  const write = (name: string, profile: object) =>
    writeFileSync(join(place.folder, '.config', 'babelgate', `${name}.json`), JSON.stringify(profile))
  const wrong = { auth_token: 'wrong', oauth_token: 'wrong', oauth_token_secret: 'wrong', bearer_token: 'wrong' }
  write('stale', { url: server.url, api_key, secret, ...wrong })
  write('other', { url: server.url, api_key: 'f'.repeat(32), secret: 'wrong', ...wrong })
  const given = [
    { BABELGATE_AUTH_TOKEN: auth_token },
    { BABELGATE_BEARER_TOKEN: bearer_token },
    { BABELGATE_OAUTH_TOKEN: member.oauth_token, BABELGATE_OAUTH_TOKEN_SECRET: member.oauth_token_secret },
  ]
  for (const env of given) {
    const stale = await answered(['auth.checkToken', '--profile', 'stale'], env)
    const other = await answered(['auth.checkToken', '--profile', 'other'], { ...application, ...env })
    expect([stale.auth.user.username, other.auth.user.username]).toEqual(['ada', 'ada'])
  }
  const keyOnly = { BABELGATE_API_KEY: api_key }
  expect(await answered(['test.hello', '--profile', 'other'], keyOnly)).toMatchObject({ api: { status: 'ok' } })
  for (const scheme of ['oauth1', 'api-sig', 'bearer']) {
    const { code, stderr } = await run(['test.hello', '--profile', 'other', '--as', scheme], keyOnly)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/lacks (?:secret|bearer_token)/)])
  }
})

test('methods list and show say what the server says', async () => {
  const { place } = served()
  const listed = await place.json('methods', 'list')
  const { methods } = await answered(['api.methods.getList', '--as', 'key'])
  expect(listed.map(({ name }: Json) => name).sort()).toEqual(methods.method.map(({ name }: Json) => name).sort())
  expect(listed.find(({ name }: Json) => name === 'doc.tags.add')).toEqual({
    name: 'doc.tags.add',
    summary: expect.any(String),
    key: true,
    signature: true,
    token: true,
    post: true,
    permissions: { doc: 'write' },
  })
  const shown = await place.json('methods', 'show', 'doc.tags.add')
  expect(shown).toMatchObject({ name: 'doc.tags.add', errors: { 1: expect.any(String) }, result: expect.any(Object) })
  expect(shown.parameters.map(({ name }: Json) => name)).toContain('doc_id')
  const upload = await place.run(['methods', 'show', 'upload.file'])
  expect(upload.stdout).toMatch(/^file +required +file/m)
  expect((await place.run(['methods', 'list'])).stdout).toMatch(
    /^doc\.tags\.add +key, signature, token, POST, doc:write +\S/m,
  )
})

test('calls over XML-RPC, files included', async () => {
  const over = ['--over', 'xmlrpc']
  expect((await answered(['auth.checkToken', ...over])).auth.user.username).toBe('ada')
  expect((await answered(['auth.checkToken', ...over, '--as', 'bearer'])).auth.user.username).toBe('ada')
  const { code, stdout } = await run(['test.echo', 'echo= <a> & é\r\n ', ...over])
  expect(code).toBe(0)
  expect(stdout).toContain('<methodResponse><params>')
  expect(stdout).toContain('<name>echo</name><value><string> &lt;a&gt; &amp; é&#13;\n </string>')
  const refused = await run(['no.method', ...over])
  expect(refused.code).toBe(1)
  expect(refused.stdout).toContain('<int>103</int>')
  await sharp({ create: { width: 30, height: 20, channels: 3, background: 'green' } })
    .png()
    .toFile(join(served().place.folder, 'green.png'))
  expect(await answered(['upload.file', 'file=@green.png', ...over])).toMatchObject({ ticket: expect.any(String) })
})
