import fc from 'fast-check'
import { isSafePattern } from '../../../src/upstreams/openapi/schemas/safe-pattern.js'

test.each([
  '^[a-z0-9-]{1,63}$',
  '^[A-Z]{2}[0-9]+$',
  '^(?:GET|POST|PUT)$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  '^\\p{Lu}.*$',
  '^arn:aws:iam::[0-9]{12}:role/.*$',
])('%s is checked', (pattern) => {
  expect(isSafePattern(pattern)).toBe(true)
})

test.each([
  '(a+)+$',
  '^(a|a)*$',
  '^(a?){30}$',
  '^(\\w+\\s?)*$',
  '^a*a*$',
  'a+b',
  '^(a)\\1+$',
  '^(?=a+)b',
  '^(?<!a)b',
  '(',
  `^${'a?'.repeat(30)}$`,
  `^${'a'.repeat(1001)}$`,
  'a|^b+',
])('%s is not checked', (pattern) => {
  expect(isSafePattern(pattern)).toBe(false)
})

test('more patterns are checked where values are short', () => {
  expect(isSafePattern('^a*a*$', 100)).toBe(true)
  expect(isSafePattern('a+b', 1000)).toBe(true)
  expect(isSafePattern('(a+)+$', 100)).toBe(false)
})

const atom = fc.constantFrom('a', '[ab]', '\\w', '.', 'b', '(?:a|ab)', '(a)', '(?:ab)')
const quantifier = fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,3}', '{2,}')
const sequence = fc
  .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map((part) => part.join('')).join(''))
const pattern = fc
  .tuple(fc.constantFrom('', '^'), sequence, fc.constantFrom('', '+', '*', '{3}'), sequence)
  .map(([start, inner, repeat, rest]) => `${start}(?:${inner})${repeat}${rest}!$`)

test('what is checked takes bounded time, whatever the value', () => {
  fc.assert(
    fc.property(pattern, fc.integer({ min: 1, max: 2_000 }), (source, length) => {
      fc.pre(isSafePattern(source, length))
      const start = process.hrtime.bigint()
      new RegExp(source, 'u').test('a'.repeat(length))
      new RegExp(source, 'u').test('ab'.repeat(length / 2))
      expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(2_000)
    }),
    { numRuns: 500 },
  )
})
