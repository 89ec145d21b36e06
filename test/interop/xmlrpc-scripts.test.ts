import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { jpeg } from '../support/pictures.js'
import { type Bed, startBed } from '../support/soap-bed.js'

const clients: [string, string, string][] = [
  ["Python's xmlrpc.client", '/usr/bin/python3', 'xmlrpc-python.py'],
  ["Perl's RPC::XML", '/usr/bin/perl', 'xmlrpc-rpc-xml.pl'],
  ["Perl's Frontier::Client", '/usr/bin/perl', 'xmlrpc-frontier.pl'],
  ["Ruby's xmlrpc", '/usr/bin/ruby', 'xmlrpc-ruby.rb'],
]

describe.each(clients)('%s', (_name, program, script) => {
  let bed: Bed
  let folder: string
  // biome-ignore lint/suspicious/noExplicitAny: a tree of another language
  let seen: any
  beforeAll(async () => {
    bed = await startBed()
    folder = mkdtempSync(join(tmpdir(), 'babelgate-xmlrpc-'))
    const picture = join(folder, 'picture.jpg')
    writeFileSync(picture, await jpeg(300, 200))
    const { server, app, token } = bed
    const args = [join(__dirname, 'clients', script), server.url, app.key, app.secret, token, picture]
    const { stdout } = await promisify(execFile)(program, args)
    seen = JSON.parse(stdout)
  })
  afterAll(async () => {
    await bed.server.stop()
    rmSync(folder, { recursive: true })
  })

  test('lists and describes the methods', () => {
    expect(seen.methods).toEqual(expect.arrayContaining(['doc.get', 'system.multicall']))
    expect(seen.help).toContain('Send back every parameter')
  })

  test('calls signed methods and reads what they answer', () => {
    expect(seen.checked).toMatchObject({ username: 'caller' })
    expect(seen.user).toMatchObject({ username: 'caller' })
    // Perl makes no difference between a number and its digits.
    expect([Number(seen.user.count.docs), Number(seen.tags.added), Number(seen.tags.dropped)]).toEqual([1, 2, 0])
    if (!program.endsWith('perl')) expect(seen.user).toMatchObject({ is_pro: false, count: { docs: 1 } })
  })

  test('signs text with line ends, and gets it whole', () => {
    expect(seen.echo).toMatch(/^a & <b>\r?\né? ?\]\]>$/)
  })

  test('sends values of every type', () => {
    expect(seen.typed).toMatchObject({ int: '-5', double: '1.5', yes: '1', no: '0', when: '20260131T12:00:00' })
    expect(seen.typed.bytes ?? seen.typed.latin).toBe('é')
    expect(seen.typed).not.toHaveProperty('none')
  })

  test('sends values by position, with the key in the query', () => {
    expect(seen.positional).toEqual({ echo: 'by position' })
  })

  test('uploads a file and tags the document', () => {
    expect(seen.tags).toMatchObject({ tag: [{ tag: 'red' }, { tag: 'dark blue' }] })
  })

  test('shows a wrong key as code 101 in its own exception', () => {
    expect(seen.wrong.message).toContain('API key invalid')
    expect(seen.unknown.message).toContain('Method not found')
    // Frontier has the code in its sentence only.
    expect(seen.wrong.code ?? Number(/101/.exec(seen.wrong.message)?.[0])).toBe(101)
    expect(seen.unknown.code ?? Number(/103/.exec(seen.unknown.message)?.[0])).toBe(103)
  })

  test('makes many calls in one, where it can', () => {
    const results = [{ answer: { echo: 'first' } }, { code: 101 }, { answer: expect.stringContaining('greeting') }]
    if (seen.many === undefined) expect(program).toMatch(/perl$/)
    else expect(seen.many).toMatchObject(results)
  })
})
