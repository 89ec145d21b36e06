import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Bed, startBed } from '../support/soap-bed.js'

let bed: Bed
/** What the client saw, by SOAP version. */
// biome-ignore lint/suspicious/noExplicitAny: a tree of another language
let seen: any

beforeAll(async () => {
  bed = await startBed()
  const { server, app, token } = bed
  const script = join(__dirname, 'clients', 'soap.pl')
  const { stdout } = await promisify(execFile)('/usr/bin/perl', [script, server.url, app.key, app.secret, token])
  seen = JSON.parse(stdout)
})
afterAll(() => bed.server.stop())

describe.each(['1.1', '1.2'])("Perl's SOAP::Lite, SOAP %s", (version) => {
  test('calls signed methods by the generic request and reads the payload', () => {
    expect(seen[version].checked).toContain(`<auth><token>${bed.token}</token>`)
  })

  test('shows a wrong key as code 101', () => {
    expect(seen[version].wrongKey).toEqual({ faultcode: 'ipernity.error.101', faultstring: 'API key invalid' })
  })

  test('calls by a typed request', () => {
    expect(seen[version].typed).toBe('plain')
  })
})
