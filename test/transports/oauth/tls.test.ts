import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request, type Server } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, fetch as undiciFetch } from 'undici'
import { signatureMethods } from '../../../src/core/auth/oauth1/signature-methods.js'
import { listen } from '../../../src/http/server.js'
import { registry, requestBy } from '../../cases/call-by.js'
import type { Driver } from '../../cases/drivers/index.js'
import { readReply } from '../../cases/read-reply.js'
import type { Speaker } from '../../cases/speak-oauth.js'
import { emptyShape } from '../../cases/trees.js'
import { type Certificate, makeCertificate } from '../../support/certificate.js'
import { type Holder, type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { speakers } from './speakers.js'
import { guessing, once } from './wrong-calls.js'

let folder: string
let certificate: Certificate
let trusting: Agent
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'babelgate-tls-'))
  certificate = makeCertificate(folder)
  trusting = new Agent({ connect: { ca: readFileSync(certificate.cert) } })
})
afterAll(async () => {
  await trusting.close()
  rmSync(folder, { recursive: true })
})

/** Calls over TLS. @returns the code of the fault, or 0 */
async function code(driver: Driver, url: string, speaker: Speaker): Promise<number> {
  const shape = registry.find('test.hello')?.result ?? emptyShape
  const { target, init } = requestBy(driver, url, { method: 'test.hello', pairs: [], speaker })
  const response = await undiciFetch(url + target, {
    method: init.method ?? 'GET',
    headers: [...new Headers(init.headers)],
    body: String(init.body),
    dispatcher: trusting,
  })
  const contentType = response.headers.get('content-type') ?? ''
  const outcome = readReply({ contentType, text: await response.text() }, shape)
  return 'code' in outcome ? outcome.code : 0
}

const plaintext = { oauth_signature_method: 'PLAINTEXT' }
const timeless = { ...plaintext, oauth_nonce: undefined, oauth_timestamp: undefined }

/** A token of an application that signs by anything. */
async function anyhow({ newApp, holder }: OAuthBed): Promise<Holder> {
  return holder({}, await newApp({ oauthMethods: signatureMethods }))
}

describe('TLS of the gateway itself', () => {
  let bed: OAuthBed
  let consumer: Holder
  beforeAll(async () => {
    bed = await startOAuthBed({ settings: { TLS_CERT: certificate.cert, TLS_KEY: certificate.key } })
    consumer = await anyhow(bed)
  })
  afterAll(() => bed.server.stop())

  describe.each(speakers)('%s', (_name, driver, where) => {
    const ask = (speaker: Speaker) => code(driver, bed.server.url, { where, ...speaker })

    test('an address of https is signed', async () => {
      expect(await ask({ consumer })).toBe(0)
      expect(await ask({ consumer: guessing(consumer) })).toBe(105)
    })

    test('PLAINTEXT holds, with nonce and timestamp or without', async () => {
      expect(await ask({ consumer, oauth: plaintext })).toBe(0)
      expect(await ask({ consumer, oauth: timeless })).toBe(0)
      expect(await ask({ consumer: guessing(consumer), oauth: timeless })).toBe(105)
      expect(await ask({ consumer: { ...consumer, token: { ...consumer.token, secret: '' } }, oauth: timeless })).toBe(
        105,
      )
    })

    test('PLAINTEXT uses up a nonce where it brings one', async () => {
      const oauth = { ...plaintext, ...once() }
      expect([await ask({ consumer, oauth }), await ask({ consumer, oauth })]).toEqual([0, 133])
      expect(await ask({ consumer, oauth: { ...plaintext, oauth_timestamp: '1000' } })).toBe(132)
    })

    test('PLAINTEXT is for applications that allow it', async () => {
      expect(await ask({ consumer: bed.member, oauth: timeless })).toBe(135)
    })
  })
})

/** A proxy that ends TLS and goes on in plain http. */
interface Proxy {
  readonly url: string
  /** Where it goes on to, set once that runs. */
  target: string
  close(): Promise<unknown>
}

/** @param headers what the proxy tells of the client, made from the Host that it was asked for */
async function startProxy(headers: (host: string) => Readonly<Record<string, string>>): Promise<Proxy> {
  const files = { key: readFileSync(certificate.key), cert: readFileSync(certificate.cert) }
  const server: Server = createServer(files, (req, res) => {
    const { host = '', ...others } = req.headers
    const options = { method: req.method, path: req.url, headers: { ...others, ...headers(host) } }
    req.pipe(
      request(proxy.target, options, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      }),
    )
  })
  const proxy = {
    url: `https://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`,
    target: '',
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

describe.each([
  ['is trusted', 'TRUST_PROXY', true],
  ['stands at PUBLIC_URL', 'PUBLIC_URL', false],
] as const)('behind a proxy that ends TLS and %s', (_what, setting, secure) => {
  let proxy: Proxy
  let bed: OAuthBed
  let consumer: Holder
  beforeAll(async () => {
    proxy = await startProxy((host) => ({
      'x-forwarded-proto': 'https',
      'x-forwarded-host': host,
      'x-forwarded-for': '192.0.2.1',
    }))
    bed = await startOAuthBed({ settings: { [setting]: setting === 'PUBLIC_URL' ? proxy.url : '127.0.0.1' } })
    proxy.target = bed.server.url
    consumer = await anyhow(bed)
  })
  afterAll(async () => {
    await proxy.close()
    await bed.server.stop()
  })

  test.each(speakers)('%s', async (_name, driver, where) => {
    const ask = (speaker: Speaker) => code(driver, proxy.url, { where, ...speaker })
    expect(await ask({ consumer })).toBe(0)
    expect(await ask({ consumer, hashed: true })).toBe(0)
    expect(await ask({ consumer: guessing(consumer) })).toBe(105)
    expect(await ask({ consumer, oauth: timeless })).toBe(secure ? 0 : 135)
  })
})
