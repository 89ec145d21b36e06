import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { builtInMethods } from '../../src/methods/index.js'
import { type Bed, startBed } from '../support/soap-bed.js'

let bed: Bed
/** What the client saw, by SOAP version. */
// biome-ignore lint/suspicious/noExplicitAny: a tree of another language
let seen: any

beforeAll(async () => {
  bed = await startBed()
  const { server, app, token } = bed
  const script = join(__dirname, 'clients', 'soap.py')
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, server.url, app.key, app.secret, token])
  seen = JSON.parse(stdout)
})
afterAll(() => bed.server.stop())

describe.each(['1.1', '1.2'])("Python's zeep, SOAP %s", (version) => {
  test('finds every method in the WSDL', () => {
    expect(seen[version].operations).toBe(builtInMethods.length)
    expect(seen[version].methods.sort()).toEqual(builtInMethods.map(({ name }) => name).sort())
  })

  test('calls signed methods, with credentials in the body and in a header', () => {
    expect(seen[version].checked).toMatchObject({ token: bed.token, user: { username: 'caller', is_pro: false } })
    expect(seen[version].byHeader).toBe('caller')
  })

  test('reads text as text and numbers as numbers', () => {
    expect(seen[version].echo).toBe('a & <b>é')
    expect(seen[version].quota).toBe('int')
  })

  test('shows a wrong key as code 101 in its own exception', () => {
    expect(seen[version].wrongKey).toEqual({
      code: version === '1.1' ? 's:Client' : 's:Sender',
      message: 'API key invalid',
      detail: { code: '101', message: 'API key invalid' },
      declared: { code: 101, message: 'API key invalid', detail: null },
    })
  })
})
