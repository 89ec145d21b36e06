import { addressSubject, nameSubject } from '../../../src/identity/accounts/lockout-subject.js'

test('addresses of one customer are counted together', () => {
  expect(addressSubject('192.0.2.1')).toBe('address:192.0.2.1')
  expect(addressSubject('2001:db8:1:2:3:4:5:6')).toBe('address:2001:db8:1:2::/64')
})

test('names are counted without regard to case', () => {
  expect(nameSubject('Ada')).toBe(nameSubject('ada'))
})
