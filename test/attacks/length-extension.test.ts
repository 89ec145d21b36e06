import { createHash, randomBytes } from 'node:crypto'
import { signApi } from '../../src/core/auth/api-sig.js'
import type { Pair } from '../../src/core/pair.js'
import type { Application } from '../../src/core/ports/app-store.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { extendMd5, md5Padding } from '../support/extend-md5.js'
import { createApp, createUser, form, get, signed, startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'extended'))
})
afterAll(() => server.stop())

const lengths = Array.from({ length: 64 }, (_, index) => index + 1)

/** MD5 of texts, as UTF-8, and bytes one after another. */
function md5(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** A call of test.echo, which takes any parameter. */
const call: readonly Pair[] = [
  ['a', '1'],
  ['echo', 'x'],
]

/** What the call is signed over, before the secret. */
const textOf = (key: string) => `a1api_key${key}echoxtest.echo`

/** What is added: the parameters of another call, so that the whole is the text of a call with a longer `a`. */
const addedTo = (key: string) => `api_key${key}echoforgedtest.echo`

test.each(lengths)('an MD5 extends without a secret of %i bytes at its start, as in the scheme of Flickr', (length) => {
  const secret = randomBytes(length)
  const [text, added] = [textOf(app.key), Buffer.from(addedTo(app.key))]
  const padding = md5Padding(length + text.length)
  expect(extendMd5(md5(secret, text), length + text.length, added)).toBe(md5(secret, text, padding, added))
})

test.each(lengths)('an api_sig extends to texts with the secret of %i letters inside, never at the end', (length) => {
  const secret = randomBytes(length).toString('hex').slice(0, length)
  const [text, added] = [textOf(app.key), Buffer.from(addedTo(app.key))]
  const pairs: Pair[] = [['api_key', app.key], ...call]
  const signature = signApi({ dialect: ipernity, pairs, method: 'test.echo' }, secret)
  const hashed = text.length + length
  const padding = md5Padding(hashed)
  const forged = extendMd5(signature, hashed, added)
  expect(forged).toBe(md5(text, secret, padding, added))
  expect(forged).not.toBe(md5(text, padding, added, secret))
  // Only who knows the secret can add it.
  const ending = extendMd5(signature, hashed, Buffer.concat([added, Buffer.from(secret)]))
  expect(ending).toBe(md5(text, secret, padding, added, secret))
})

describe('the extension of a signature that holds is refused with 105', () => {
  /** The call that the extension of a signature would hold for if the secret, of that length, stood first. */
  function forge(length: number) {
    const hashed = Buffer.byteLength(textOf(app.key)) + length
    const [, signature = ''] = signed(app, 'test.echo', call).at(-1) ?? []
    const padded = Buffer.concat([Buffer.from(textOf(app.key).slice(1)), md5Padding(hashed)])
    return {
      a: padded,
      api_key: app.key,
      echo: 'forged',
      api_sig: extendMd5(signature, hashed, Buffer.from(addedTo(app.key))),
    }
  }
  type Forged = ReturnType<typeof forge>

  const percent = (bytes: Buffer) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const asForm = ({ a, ...rest }: Forged) => `a=${percent(a)}&${form(Object.entries(rest))}`

  function asMultipart(forged: Forged): RequestInit {
    const parts = Object.entries(forged).flatMap(([name, value]) => [
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`,
      value,
      '\r\n',
    ])
    const body = Buffer.concat([...parts, '--b--\r\n'].map((part) => Buffer.from(part)))
    return { method: 'POST', body, headers: { 'content-type': 'multipart/form-data; boundary=b' } }
  }

  const carriers: Readonly<Record<string, (url: string, forged: Forged) => Promise<Response>>> = {
    query: (url, forged) => fetch(`${url}?${asForm(forged)}`),
    form: (url, forged) =>
      fetch(url, {
        method: 'POST',
        body: asForm(forged),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    multipart: (url, forged) => fetch(url, asMultipart(forged)),
  }
  const codes = { json: /"code":"(\d+)"/, xml: / code="(\d+)"/, php: /"code";s:3:"(\d+)"/ }

  test('which holds itself', async () => {
    const echo = await get(server.url, 'test.echo', signed(app, 'test.echo', call))
    expect(echo).toMatchObject({ api: { status: 'ok' }, echo: 'x' })
  })

  test.each(
    Object.entries(codes).flatMap(([format, code]) =>
      Object.keys(carriers).map((carrier) => [format, carrier, code] as const),
    ),
  )('in %s by %s, for secrets of 1 to 64 bytes', async (format, carrier, code) => {
    const send = carriers[carrier]
    const answers = await Promise.all(
      lengths.map(async (length) => {
        const response = await send?.(`${server.url}/api/test.echo/${format}`, forge(length))
        return code.exec((await response?.text()) ?? '')?.[1]
      }),
    )
    expect(answers).toEqual(lengths.map(() => '105'))
  })
})
