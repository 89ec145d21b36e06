import type { LookupFunction } from 'node:net'
import { isForbidden, isMetadataName } from '../../../src/upstreams/client/addresses.js'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { failureOf, testClient } from '../../support/upstream-client.js'

/** Addresses that are refused even where the operator named the host. */
const never = [
  '169.254.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'fd00:ec2::254',
  'FD00:EC2::254',
  'fd20:ce::254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
]

/** Addresses that are refused where only a document names the host. */
const notPublic = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fdff::1',
  'fec0::1',
  'ff02::1',
]

const open = ['1.1.1.1', '8.8.8.8', '172.32.0.1', '169.253.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8']

describe('an address', () => {
  it.each(never)('%s is refused to everybody', (address) => {
    expect([isForbidden(address, 'operator'), isForbidden(address, 'document')]).toEqual([true, true])
  })

  it.each(notPublic)('%s is refused to documents', (address) => {
    expect([isForbidden(address, 'operator'), isForbidden(address, 'document')]).toEqual([false, true])
  })

  it.each(open)('%s is public', (address) => {
    expect(isForbidden(address, 'document')).toBe(false)
  })

  it('has names that are refused as well', () => {
    const names = ['metadata.google.internal', 'Metadata.Google.Internal.', 'metadata', 'instance-data.ec2.internal']
    expect(names.map(isMetadataName)).toEqual([true, true, true, true])
    expect(isMetadataName('metadata.example.com')).toBe(false)
  })
})

describe('a service', () => {
  let service: ServiceServer
  beforeAll(async () => {
    service = await startService((_request, response) => void response.end('ok'))
  })
  afterAll(() => service.close())

  const named = (host: string) => new URL(`http://${host}:${service.url.port}`)
  /** A lookup that gives one list of addresses after the other. */
  const lookupOf = (...answers: readonly string[][]): LookupFunction => {
    let asked = 0
    return (_host, _options, callback) => {
      const addresses = answers[Math.min(asked++, answers.length - 1)] ?? []
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }
  }

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://0xa9fea9fe',
    'http://2852039166',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://[::ffff:169.254.169.254]',
    'http://metadata.google.internal',
    'http://metadata.google.internal.',
  ])('is refused by its literal address or name: %s', async (url) => {
    const { send } = testClient([new URL(url)], {}, { timeout: 1000 })
    const error = await failureOf(send())
    expect(error).toMatchObject({ failure: 'address', maybeSent: false })
    expect(error.message).toMatch(/^orders: .* in allow if it is meant$/)
  })

  it('is refused by the addresses of its name', async () => {
    const { send } = testClient([named('orders.test')], {}, {}, { lookup: lookupOf(['169.254.169.254', 'fe80::1']) })
    const error = await failureOf(send())
    expect(error).toMatchObject({ failure: 'address', maybeSent: false })
    expect(error.message).toBe(
      'orders: orders.test: 169.254.169.254 is a link-local or metadata address; name orders.test in allow if it is meant',
    )
  })

  it('is reached by its other addresses', async () => {
    const lookup = lookupOf(['169.254.169.254', '127.0.0.1'])
    expect(await testClient([named('orders.test')], {}, {}, { lookup }).text()).toBe('ok')
  })

  it('is reached by the address that was checked, whatever the next lookup says', async () => {
    const lookup = lookupOf(['127.0.0.1'], ['169.254.169.254'])
    const { text } = testClient([named('orders.test')], {}, {}, { lookup })
    expect([await text(), await text()]).toEqual(['ok', 'ok'])
  })

  it('may be private where the operator named it', async () => {
    const lookup = lookupOf(['127.0.0.1'])
    expect(await testClient([named('orders.test')], {}, {}, { lookup }).text()).toBe('ok')
    expect(await testClient([service.url]).text()).toBe('ok')
  })

  it.each([['orders.test'], ['Orders.test.'], ['169.254.169.254']])('is tried where allow names %s', async (host) => {
    const { send } = testClient(
      [named('orders.test')],
      { allow: [host], connectTimeout: 100 },
      {},
      { lookup: lookupOf(['169.254.169.254']) },
    )
    expect(await failureOf(send())).toMatchObject({ failure: 'connect' })
  })

  it('is tried where allow names its literal address', async () => {
    const { send } = testClient([new URL('http://[fe80::1]')], { allow: ['[fe80::1]'], connectTimeout: 100 })
    expect(await failureOf(send())).toMatchObject({ failure: 'connect' })
  })
})
