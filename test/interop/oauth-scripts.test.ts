import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from 'playwright-core'
import type { Application } from '../../src/core/ports/app-store.js'
import { launchChromium } from '../support/browser.js'
import { allowInBrowser, type CallbackSite, serveCallback, typedVerifier } from '../support/oauth-consent.js'
import { jpeg } from '../support/pictures.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'

const awkward = `a=b&c +%2B~ ü'(*)! 日本`

let chromium: Browser
let server: TestServer
let site: CallbackSite
let app: Application
let folder: string
let picture: string

beforeAll(async () => {
  ;[chromium, server, site] = await Promise.all([launchChromium(), startTestServer(), serveCallback()])
  app = await createApp(server.services, await createUser(server.services, 'ada'))
  folder = mkdtempSync(join(tmpdir(), 'babelgate-oauth-'))
  picture = join(folder, 'picture.jpg')
  writeFileSync(picture, await jpeg(300, 200))
})
afterAll(async () => {
  await chromium.close()
  await server.stop()
  await site.close()
  rmSync(folder, { recursive: true })
})

/** What a client has to tell after a user agreed to what it asked for. */
// biome-ignore lint/suspicious/noExplicitAny: a tree of another language
async function dance(program: string, script: string, callback: string): Promise<any> {
  const args = [join(__dirname, 'clients', script), server.url, app.key, app.secret, callback, picture]
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const address = await lines.next()
  if (address.done === true) throw new Error(`${script} ended before it asked`)
  const page = await allowInBrowser(chromium, address.value)
  const verifier = callback === 'oob' ? typedVerifier(page) : (await site.visit()).get('oauth_verifier')
  child.stdin.end(`${verifier}\n`)
  const told = await lines.next()
  await closed
  return JSON.parse(told.value)
}

const clients: [string, string, string][] = [
  ["Python's requests-oauthlib", '/usr/bin/python3', 'oauth.py'],
  ["Perl's Net::OAuth", '/usr/bin/perl', 'oauth.pl'],
  ["PHP's OAuth extension", 'php', 'oauth.php'],
]

describe.each(clients)('%s', (_name, program, script) => {
  test.each(['oob', 'a callback'])('walks the three steps with %s, then calls on every transport', async (kind) => {
    const seen = await dance(program, script, kind === 'oob' ? 'oob' : site.url)
    expect(seen.checked.auth).toMatchObject({ permissions: { doc: 'write', blog: 'none' }, user: { username: 'ada' } })
    expect(seen.inQuery.auth.user.username).toBe('ada')
    expect([seen.inForm, seen.posted]).toEqual([awkward, awkward])
    expect(seen.confirmed).toBe('true')
    expect(seen.soap).toContain('username="ada"')
    expect(seen.xmlrpc).toMatch(/<name>username<\/name>.*ada/s)
    expect(seen.forged.api.code).toBe('105')
    if (program.endsWith('python3')) expect(seen.uploaded).toMatchObject({ doc_id: expect.any(String) })
  })
})
