import fc from 'fast-check'
import { z } from 'zod'
import { signApi } from '../../src/core/auth/api-sig.js'
import { checkNames } from '../../src/core/check-names.js'
import { defineMethod, type Method } from '../../src/core/define-method.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { native } from '../../src/dialects/native/index.js'
import { registryOf } from '../support/registry.js'
import { startTestServer } from '../support/server.js'

const named = (name: string): Method =>
  defineMethod()({ name, summary: 'Do it', params: z.object({}), result: z.object({}), run: () => ({}) })

const accepts = (names: readonly string[], signedLast: boolean): boolean => {
  try {
    checkNames(
      names.map((name) => ({ name })),
      signedLast,
    )
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return false
  }
}

/** Names of few letters, so that many are the ends of others. */
const names = fc.array(fc.stringMatching(/^[ab]{1,3}(?:\.[ab]{1,2}){0,2}$/), { minLength: 1, maxLength: 5 })

test('names are refused together exactly where one is the end of another, in any order', () => {
  const seen = { accepted: 0, refused: 0 }
  fc.assert(
    fc.property(names, (some) => {
      const isEnd = some.some((one, at) => some.some((other, place) => at !== place && other.endsWith(one)))
      expect(accepts(some, true)).toBe(!isEnd)
      seen[isEnd ? 'refused' : 'accepted']++
    }),
    { numRuns: 2000 },
  )
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(200)
})

test('names that no signature ends in are refused only where they are the same', () => {
  fc.assert(
    fc.property(names, (some) => {
      expect(accepts(some, false)).toBe(new Set(some).size === some.length)
    }),
  )
})

test.each(['', 'a.', '.a', 'a..b', '1a', 'a b', 'a-b', 'ä'])('%j is no name', (name) => {
  expect(accepts([name], false)).toBe(false)
})

test('the end of a name without its dot counts too, since a signature has no separators', () => {
  expect(() => registryOf([named('order.show'), named('show')])).toThrow(/one name is the end of the other/)
  expect(() => registryOf([named('order.show'), named('how')])).toThrow(/one name is the end of the other/)
  expect(() => registryOf([named('order.show'), named('sho')])).not.toThrow()
  // One signature would hold for both calls.
  const short = signApi({ dialect: ipernity, pairs: [['a', 'order.']], method: 'show' }, 'secret')
  expect(signApi({ dialect: ipernity, pairs: [['a', '']], method: 'order.show' }, 'secret')).toBe(short)
})

test('aliases count as names where what they stand for is served', () => {
  const [target, clash] = [named('doc.tags.add'), named('my.docs.tags.add')]
  expect(() => registryOf([target, clash])).toThrow(/docs\.tags\.add .*my\.docs\.tags\.add|my\.docs\.tags\.add .*docs/)
  expect(() => registryOf([clash])).not.toThrow()
})

test('a dialect without such signatures takes them', () => {
  const methods = [named('order.show'), named('show')]
  expect(registryOf(methods, { dialect: native }).methods.map(({ name }) => name)).toEqual(['order.show', 'show'])
})

test('a server with two such methods does not start', async () => {
  const starting = startTestServer({ methods: [named('say.echo'), named('echo')] })
  await expect(starting).rejects.toThrow(/one name is the end of the other/)
})
