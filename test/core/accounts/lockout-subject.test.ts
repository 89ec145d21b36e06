import { addressSubject, nameSubject } from '../../../src/core/accounts/lockout-subject.js'

describe('addressSubject', () => {
  test.each([
    ['192.0.2.1', 'address:192.0.2.1'],
    ['::ffff:192.0.2.1', 'address:192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', 'address:2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', 'address:2001:db8:1:2::/64'],
    ['2001:db8::1', 'address:2001:db8:0:0::/64'],
    ['2001:db8:1:2::192.0.2.1', 'address:2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'address:fe80:0:0:0::/64'],
    ['::1', 'address:0:0:0:0::/64'],
  ])('counts %s under %s', (address, subject) => {
    expect(addressSubject(address)).toBe(subject)
  })
})

test('names are counted without regard to case', () => {
  expect(nameSubject('Ada')).toBe(nameSubject('ada'))
})
