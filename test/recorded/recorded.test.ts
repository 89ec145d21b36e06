import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signApi } from '../../src/core/auth/api-sig.js'
import type { Pair } from '../../src/core/pair.js'
import { ipernity as dialect } from '../../src/dialects/ipernity/index.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../support/server.js'

/**
 * Exchanges as data, most of them from clients that nobody here wrote: verb and address, headers, an empty line, the
 * body; after `===` the status and the type of the answer, and its body.
 *
 * These stand for the key and the token of the caller; `{api_sig of METHOD with a=b&c=d}` for the signature over
 * those pairs, the key and, where it is in the request, the token; `{at}` for the time of an answer.
 * UPDATE_RECORDED=1 writes the answers anew.
 */
const folder = __dirname
const recordedKey = '0123456789abcdef0123456789abcdef'
const recordedToken = `1-${recordedKey}`

/** Bytes as they are: exchanges come in several encodings. */
const bytes = 'latin1'

let server: TestServer
let key: string
let secret: string
let token: string
beforeAll(async () => {
  server = await startTestServer({ settings: { PUBLIC_URL: 'https://api.example.org' } })
  const user = await createUser(server.services, 'caller')
  const app = await createApp(server.services, user)
  key = app.key
  secret = app.secret
  token = (await createToken(server.services, app, user, { doc: 'write' })).authToken
})
afterAll(() => server.stop())

/** Puts what this server has in place of what was recorded. */
function revive(sent: string): string {
  const withToken = sent.includes(recordedToken)
  const sign = (method: string, query = '') => {
    const pairs: Pair[] = [['api_key', key], ...new URLSearchParams(query)]
    if (withToken) pairs.push(['auth_token', token])
    return signApi({ dialect, pairs, method }, secret)
  }
  return sent
    .replace(/\{api_sig of (\S+?)(?: with ([^}]*))?\}/g, (_all, method: string, query?: string) => sign(method, query))
    .replaceAll(recordedToken, token)
    .replaceAll(recordedKey, key)
}

/** Puts what was recorded in place of what this server has. */
function record(received: string): string {
  return received
    .replaceAll(token, recordedToken)
    .replaceAll(key, recordedKey)
    .replace(/(\bat="|"at":"|s:2:"at";s:10:")\d{10}"/g, '$1{at}"')
}

async function exchange(sent: string): Promise<string> {
  const split = sent.indexOf('\n\n')
  const [start = '', ...lines] = sent.slice(0, split).split('\n')
  const [method = '', address = ''] = start.split(' ')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const body = method === 'GET' ? null : new Uint8Array(Buffer.from(sent.slice(split + 2), bytes))
  const response = await fetch(server.url + address, { method, headers, body })
  const answer = Buffer.from(await response.arrayBuffer()).toString(bytes)
  return `${response.status} ${response.headers.get('content-type')}\n${answer}\n`
}

const protocols = readdirSync(folder).filter((name) => !name.includes('.'))

describe.each(protocols)('%s', (protocol) => {
  test.each(readdirSync(join(folder, protocol)))('%s', async (file) => {
    const path = join(folder, protocol, file)
    const [sent = '', received = ''] = readFileSync(path, bytes).split('\n=== ')
    const answer = record(await exchange(revive(sent)))
    if (process.env['UPDATE_RECORDED'] === '1') writeFileSync(path, `${sent}\n=== ${answer}`, bytes)
    else expect(answer).toBe(received)
  })
})
