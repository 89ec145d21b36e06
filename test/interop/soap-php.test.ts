import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { builtInMethods } from '../../src/methods/index.js'
import { serveClosed, vault } from '../support/closed-service.js'
import { jpeg } from '../support/pictures.js'
import { createApp, createUser, startTestServer } from '../support/server.js'
import { type Bed, startBed } from '../support/soap-bed.js'

const script = join(__dirname, 'clients', 'soap.php')

let bed: Bed
let folder: string
/** What the client saw, by SOAP version. */
// biome-ignore lint/suspicious/noExplicitAny: a tree of another language
let seen: any

beforeAll(async () => {
  bed = await startBed()
  folder = mkdtempSync(join(tmpdir(), 'babelgate-php-'))
  const picture = join(folder, 'picture.jpg')
  writeFileSync(picture, await jpeg(300, 200))
  const { server, app, token } = bed
  const { stdout } = await promisify(execFile)('php', [script, server.url, app.key, app.secret, token, picture])
  seen = JSON.parse(stdout)
})
afterAll(async () => {
  await bed.server.stop()
  rmSync(folder, { recursive: true })
})

describe.each(['1.1', '1.2'])('PHP SoapClient, SOAP %s', (version) => {
  test('finds every method in the WSDL', () => {
    expect(seen[version].functions).toBe(builtInMethods.length)
  })

  test('calls signed methods, with credentials in the body and in a header', () => {
    expect(seen[version].checked.auth).toMatchObject({ token: bed.token, user: { username: 'caller', is_pro: false } })
    expect(seen[version].byHeader).toBe('caller')
  })

  test('sends text whole', () => {
    expect(seen[version].echo).toBe('a & <b>\r\né')
  })

  test('uploads a file in the envelope and reads numbers as numbers', () => {
    expect(seen[version].added).toMatchObject({ added: 2, dropped: 0, tag: [{ tag: 'red' }, { tag: 'dark blue' }] })
  })

  test('shows a wrong key as code 101 in its own exception', () => {
    expect(seen[version].wrongKey).toEqual({
      faultcode: version === '1.1' ? 's:Client' : 's:Sender',
      message: 'API key invalid',
      detail: { code: '101', message: 'API key invalid', fault: { code: '101', message: 'API key invalid' } },
    })
  })

  test('without the WSDL, the generic request: the payload is the text of the answer', () => {
    expect(seen[version].genericAnswer).toContain(`&lt;token&gt;${bed.token}&lt;/token&gt;`)
    expect(seen[version].genericWrongKey).toEqual({
      faultcode: version === '1.1' ? 'ipernity.error.101' : 's:Sender',
      message: 'API key invalid',
      detail: null,
    })
  })

  test('without the WSDL, a typed request', () => {
    expect(seen[version].withoutWsdl).toBe('plain')
  })
})

test('PHP SoapClient calls a closed service by the WSDL of its key', async () => {
  const server = await startTestServer()
  serveClosed(server.catalog)
  const app = await createApp(server.services, await createUser(server.services, 'ada'), { services: [vault] })
  const script = join(__dirname, 'clients', 'soap-closed.php')
  const { stdout } = await promisify(execFile)('php', [script, server.url, app.key])
  expect(JSON.parse(stdout)).toEqual({
    anybody: [],
    allowed: ['vault.fill', 'vault.open'],
    answer: { drawer: 'top', app: 'Tester' },
  })
  await server.stop()
})
