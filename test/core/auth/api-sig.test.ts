import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { signApi, verifyApi } from '../../../src/core/auth/api-sig.js'
import type { Pair } from '../../../src/core/pair.js'
import { ipernity as dialect } from '../../../src/dialects/ipernity/index.js'

const key = '6fa87ba500002712bd4eed6020f3bd72'
const secret = 'e9a599f0cf6ce193'

const names = fc.stringMatching(/^[a-z_\u00e9\u{1f600}\ue000]{1,8}$/u)
const pairLists: fc.Arbitrary<Pair[]> = fc.uniqueArray(
  fc.tuple(names, fc.string({ unit: 'grapheme', maxLength: 20 })),
  { selector: ([name]) => name, maxLength: 8 },
)

describe('api_sig', () => {
  test('the request of the archived page signs as printed there', () => {
    const pairs: Pair[] = [
      ['keywords', 'easy'],
      ['doc_id', '1234'],
      ['api_key', key],
    ]
    expect(signApi({ dialect, pairs, method: 'doc.tags.add' }, secret)).toBe('a269b218feb341ef03bc093a0f2c8078')
  })

  test('the login link of the archived page signs as printed there', () => {
    const pairs: Pair[] = [
      ['perm_network', 'read'],
      ['api_key', key],
    ]
    expect(signApi({ dialect, pairs, method: '' }, secret)).toBe('da183021cd39461108770b822fcd9398')
  })

  test('leaves itself and the file out', () => {
    const bare: Pair[] = [['api_key', key]]
    const full: Pair[] = [...bare, ['file', 'x'], ['api_sig', 'y']]
    expect(signApi({ dialect, pairs: full, method: 'm' }, secret)).toBe(
      signApi({ dialect, pairs: bare, method: 'm' }, secret),
    )
  })

  test('orders names by the bytes of UTF-8, not by the units of UTF-16', () => {
    const pairs: Pair[] = [
      ['\u{1f600}', '2'],
      ['\ue000', '1'],
    ]
    const expected = createHash('md5').update('\ue0001\u{1f600}2ms').digest('hex')
    expect(signApi({ dialect, pairs, method: 'm' }, 's')).toBe(expected)
  })

  test('10,000 random calls are accepted, and refused after a change of one character anywhere', () => {
    const change = fc.record({ where: fc.nat(), by: fc.integer({ min: 1, max: 25 }) })
    fc.assert(
      fc.property(pairLists, names, fc.string({ minLength: 1 }), change, (pairs, method, secret, { where, by }) => {
        const signature = signApi({ dialect, pairs, method }, secret)
        expect(verifyApi({ dialect, pairs, method }, secret, signature)).toBe(true)
        for (const forged of forgeries({ pairs, method, secret, signature }, where, by)) {
          expect(
            verifyApi({ dialect, pairs: forged.pairs, method: forged.method }, forged.secret, forged.signature),
          ).toBe(false)
        }
      }),
      { numRuns: 10_000 },
    )
  })
})

interface Signed {
  readonly pairs: readonly Pair[]
  readonly method: string
  readonly secret: string
  readonly signature: string
}

/** The call with one character changed in the method, the secret, the signature, and one of the values. */
function forgeries(call: Signed, where: number, by: number): Signed[] {
  const changed = [
    { ...call, method: shift(call.method, where, by) },
    { ...call, secret: shift(call.secret, where, by) },
    { ...call, signature: shift(call.signature, where, by) },
  ]
  const index = where % (call.pairs.length || 1)
  const pair = call.pairs[index]
  if (pair === undefined || pair[1] === '') return changed
  return [...changed, { ...call, pairs: call.pairs.with(index, [pair[0], shift(pair[1], where, by)]) }]
}

/** Replaces one character by another one. */
function shift(text: string, where: number, by: number): string {
  const characters = [...text]
  const index = where % characters.length
  const character = characters[index] ?? ''
  const letter = String.fromCharCode(97 + (((character.charCodeAt(0) % 26) + by) % 26))
  return characters.with(index, letter === character ? '0' : letter).join('')
}
