import fc from 'fast-check'
import { ApiError } from '../../../src/core/api-error.js'
import { signApi } from '../../../src/core/auth/api-sig.js'
import { createSignatureGuard } from '../../../src/core/auth/signature-guard.js'
import type { Call } from '../../../src/core/call.js'
import type { Pair } from '../../../src/core/pair.js'
import { ipernity as dialect } from '../../../src/dialects/ipernity/index.js'
import { echo } from '../../../src/methods/test/echo.js'
import { plainApp as app } from '../../support/plain-app.js'
import { registryOf } from '../../support/registry.js'

const registry = registryOf([echo])
const guard = createSignatureGuard(new Set())

const pairsOf = (text: string): Pair[] => [
  ['api_key', app.key],
  ['echo', text],
]

/** Whether a signature made over one text is taken for another one that was read. */
function holds(signedText: string, readText: string, foldsNewlines: boolean | undefined): boolean {
  const signature = signApi({ dialect, pairs: pairsOf(signedText), method: 'test.echo' }, app.secret)
  const credential = { kind: 'api-sig', key: app.key, signature, token: undefined } as const
  const call: Call = {
    dialect,
    registry,
    method: 'test.echo',
    post: true,
    pairs: pairsOf(readText),
    credential,
    ...(foldsNewlines !== undefined && { foldsNewlines }),
  }
  try {
    guard.check(call, registry.resolve('test.echo'), app, signature)
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 105) return false
    throw error
  }
}

/** Lines of text that hold no line end themselves. */
const lines = fc.array(
  fc.string().map((line) => line.replace(/[\r\n]/g, '')),
  { minLength: 2, maxLength: 6 },
)

describe('a signature over CRLF, where the reader made LF of it', () => {
  test('holds in an envelope, and nowhere else', () => {
    fc.assert(
      fc.property(lines, (parts) => {
        expect(holds(parts.join('\r\n'), parts.join('\n'), true)).toBe(true)
        expect(holds(parts.join('\r\n'), parts.join('\n'), undefined)).toBe(false)
        expect(holds(parts.join('\r\n'), parts.join('\n'), false)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  test('does not keep a signature over the text as it was read from holding', () => {
    fc.assert(
      fc.property(lines, (parts) => {
        expect(holds(parts.join('\n'), parts.join('\n'), true)).toBe(true)
        expect(holds(parts.join('\r\n'), parts.join('\r\n'), true)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('changes nothing for any other text', () => {
    fc.assert(
      fc.property(lines, lines, (signed, read) => {
        fc.pre(signed.join('\n') !== read.join('\n'))
        expect(holds(signed.join('\n'), read.join('\n'), true)).toBe(false)
        expect(holds(signed.join('\r'), read.join('\n'), true)).toBe(false)
        expect(holds(signed.join(''), read.join('\n'), true)).toBe(signed.join('') === read.join('\n'))
      }),
      { numRuns: 500 },
    )
  })
})
