import { hostInUrl, networkOf } from '../../src/core/address-list.js'

describe('networkOf', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::192.0.2.1', '2001:db8:1:2::/64'],
    ['1:2::3:4:5:192.0.2.1', '1:2:0:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  test.each(['', 'unknown', '192.0.2.1:8080', '1:2:3:4:5:6:7:8::9'])(
    'takes %j, which is no address, as it is',
    (text) => {
      expect(networkOf(text)).toBe(text)
    },
  )
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['localhost', 'localhost'],
  ['::1', '[::1]'],
])('a URL writes the host %s as %s', (host, written) => {
  expect(hostInUrl(host)).toBe(written)
})
