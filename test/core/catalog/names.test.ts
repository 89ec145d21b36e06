import fc from 'fast-check'
import { checkNames } from '../../../src/core/check-names.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { signing } from '../../../src/dialects/ipernity/signing.js'
import { defineMethod, z } from '../../../src/index.js'
import { registryOf } from '../../support/registry.js'

const word = fc.constantFrom('a', 'b', 'ab', 'ba', 'aab')
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'))

/** What the rule says, pair by pair. */
function clash(names: readonly string[], signedLast: boolean): boolean {
  return names.some((one, index) =>
    names.some((other, place) => place !== index && (signedLast ? one.endsWith(other) : one === other)),
  )
}

test('names are refused where two are the same or, in a dialect that signs them last, one is the end of another', () => {
  const seen = new Set<boolean>()
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), fc.boolean(), (names, signedLast) => {
      const attempt = () =>
        checkNames(
          names.map((each) => ({ name: each })),
          signedLast,
        )
      if (clash(names, signedLast)) expect(attempt).toThrow(TypeError)
      else expect(attempt).not.toThrow()
      seen.add(clash(names, signedLast))
    }),
  )
  expect(seen.size).toBe(2)
})

describe('names of which one is the end of the other', () => {
  const method = (name: string) =>
    defineMethod()({ name, summary: 'Do nothing', params: z.object({}), result: z.object({}), run: () => ({}) })
  const methods = [method('orders.show'), method('my.orders.show')]

  test('cannot live together in a dialect that signs them last', () => {
    expect(() => registryOf(methods)).toThrow('one name is the end of the other')
  })

  test.each([
    ['signs them elsewhere', { ...ipernity, signing: { ...signing, methodLast: false } }],
    ['has no such signatures', { ...ipernity, signing: undefined }],
  ])('can in one that %s', (_what, dialect) => {
    expect(registryOf(methods, { dialect }).methods.map((each) => each.name)).toEqual(['my.orders.show', 'orders.show'])
  })

  test('count as well where one is an alias', () => {
    const aliases = new Map([['my.orders.show', 'orders.list']])
    const served = [method('orders.show'), method('orders.list')]
    expect(() => registryOf(served, { dialect: { ...ipernity, aliases } })).toThrow('my.orders.show')
  })
})
