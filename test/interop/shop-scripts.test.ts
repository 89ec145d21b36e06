import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ShopBed, startShopBed } from '../support/shop-bed.js'

/** Client, program, script and its arguments. */
const clients: readonly (readonly [string, string, string, ...string[]])[] = [
  ["PHP's SoapClient, SOAP 1.1", 'php', 'shop-soap.php', '1.1'],
  ["PHP's SoapClient, SOAP 1.2", 'php', 'shop-soap.php', '1.2'],
  ["Perl's SOAP::Lite, SOAP 1.1", '/usr/bin/perl', 'shop-soap.pl', '1.1'],
  ["Perl's SOAP::Lite, SOAP 1.2", '/usr/bin/perl', 'shop-soap.pl', '1.2'],
  ["Python's xmlrpc.client", '/usr/bin/python3', 'shop-xmlrpc.py'],
  ["Perl's RPC::XML", '/usr/bin/perl', 'shop-xmlrpc.pl'],
  ["Ruby's xmlrpc", '/usr/bin/ruby', 'shop-xmlrpc.rb'],
]

const methods = ['annotate', 'cancel', 'create', 'get', 'list', 'prices', 'receipt'].map((name) => `orders.${name}`)

/** Some languages read numbers as text. */
const numbers = (lines: readonly Readonly<Record<string, unknown>>[], name: string) =>
  lines.map((line) => ({ ...line, [name]: Number(line[name]) }))

describe.each(clients)('%s', (_name, program, script, ...args) => {
  let bed: ShopBed
  // biome-ignore lint/suspicious/noExplicitAny: a tree of another language
  let seen: any

  beforeAll(async () => {
    bed = await startShopBed()
    const { server, narrow, app, token, limited, stranger, hurried } = bed
    const running = promisify(execFile)(program, [join(__dirname, 'clients', script), ...args])
    running.child.stdin?.end(
      JSON.stringify({
        ...{ url: server.url, narrow: narrow.url, key: app.key, secret: app.secret, token },
        ...{ limitedKey: limited.key, strangerKey: stranger.key, hurriedKey: hurried.key },
      }),
    )
    seen = JSON.parse((await running).stdout)
  })
  afterAll(() => bed.stop())

  test('sends lists of objects, and reads longs, decimals and dates', () => {
    expect(seen.created).toMatchObject({ customer: 'ada', note: 'a & <b>' })
    expect(numbers(seen.created.lines, 'quantity')).toEqual([
      { sku: 'tea', quantity: 2 },
      { sku: 'salt', quantity: 1 },
    ])
    expect(String(seen.created.id)).toBe('9007199254740993')
    expect(String(seen.created.total)).toBe('9.95')
    expect(seen.created.placed_at).toMatch(/^20\d\d-?\d\d-?\d\dT\d\d:\d\d:\d\d/)
    expect(seen.got).toEqual(seen.created)
  })

  test('signs a call with a list as JSON text', () => {
    expect(seen.signed).toMatchObject({ customer: 'grace' })
    expect(Number(seen.signed.total)).toBe(7.25)
  })

  test("shows the service's declared faults, with a detail where the file asks for one", () => {
    expect(seen.missing).toMatchObject({ code: 1, message: expect.stringContaining('Order not found') })
    expect(seen.refused).toMatchObject({ code: 2, message: expect.stringContaining('Order refused') })
    expect(Object.values(seen.refused).join()).toContain('There is no product gold')
  })

  test('shows a wrong parameter, a service that the key may not call, and both limits', () => {
    const codes = ['wrong', 'stranger', 'limited', 'hurried'].map((what) => seen[what].code)
    expect(codes).toEqual([123, 110, 112, 113])
  })

  if (script === 'shop-soap.php')
    test('finds the methods in the WSDL of its key only, and reads longs as integers', () => {
      expect([[...seen.methods].sort(), seen.openMethods]).toEqual([methods, []])
      expect(seen.isInteger).toBe(true)
    })

  if (!script.endsWith('soap.pl'))
    test('reads bare lists and values, and empty results', () => {
      expect(numbers(seen.prices, 'price')).toEqual([
        { sku: 'tea', price: 4.5 },
        { sku: 'honey', price: 7.25 },
        { sku: 'salt', price: 0.95 },
      ])
      expect(seen.receipt).toMatch(/^Order 9007199254740993\n2 x tea at 4.50\n1 x salt at 0.95\nTotal 9.95\n$/)
      expect(Object.keys(seen.cancelled ?? {})).toEqual([])
    })
})
