import fc from 'fast-check'
import { ApiError } from '../../../src/core/api-error.js'
import { signApi, signedPairs } from '../../../src/core/auth/api-sig.js'
import { createSignatureGuard } from '../../../src/core/auth/signature-guard.js'
import type { Call } from '../../../src/core/call.js'
import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { ipernity as dialect } from '../../../src/dialects/ipernity/index.js'
import { signing } from '../../../src/dialects/ipernity/signing.js'
import { builtInMethods } from '../../../src/methods/index.js'
import { plainApp } from '../../support/plain-app.js'
import { registryOf } from '../../support/registry.js'

const registry = registryOf(builtInMethods)
const guard = createSignatureGuard()

const app: Application = { ...plainApp, ambiguousSignatures: 'refuse' }
const lenient: Application = { ...app, ambiguousSignatures: 'accept' }
const credentials: Pair[] = [
  ['api_key', app.key],
  ['auth_token', '1-0123456789abcdef'],
]

/** What the gateway makes of a signed call: the code it refuses with, or undefined where it would run. */
function outcome(method: string, pairs: readonly Pair[], signature: string, by: Application): number | undefined {
  const sent = new Map(pairs)
  if (sent.get('api_key') !== by.key) return 101
  if (!dialect.grammar.token.test(sent.get('auth_token') ?? '1-0')) return 107
  const entry = registry.resolve(method)
  const credential = { kind: 'api-sig', key: by.key, signature, token: undefined } as const
  const call: Call = { dialect, registry, method, post: true, pairs: [...pairs, ['api_sig', signature]], credential }
  try {
    guard.check(call, entry, by, signature)
    entry.params.read(pairs, { ignored: dialect.credentials.reserved, refused: new Set() })
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
}

const sign = (method: string, pairs: readonly Pair[]) => signApi({ dialect, pairs, method }, app.secret)

/** Words that a text may hold, many of which are the names of parameters. */
const word = fc.oneof(
  fc.constantFrom(...registry.builtInParameters, 'lg', '_', 'easy', '1', ' ', ',', 'read'),
  fc.stringMatching(/^[a-z0-9 ]{0,4}$/),
)
const value = fc.oneof(
  fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
  fc.nat({ max: 9999 }).map(String),
  fc.constantFrom('0', '1', '', '2008-01-03 11:22:00'),
)

/** A valid call of any method, with its required parameters, some others, and some ignored ones. */
const calls = fc
  .constantFrom(...registry.methods.filter(({ params }) => !params.open).map(({ name }) => name))
  .chain((method) => {
    const { params } = registry.resolve(method)
    const names = [...params.names, 'lg', 'public', '_']
    const values = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: names.length })
    return fc.record({ method: fc.constant(method), values })
  })
  .map(({ method, values }) => {
    const { params } = registry.resolve(method)
    const required = params.specs.filter((spec) => spec.required)
    const given = Object.entries(values).filter(([name, text]) => params.fits(name, text))
    const samples = required.map(({ name }) => [name, params.fits(name, '12') ? '12' : 'keyword'] as const)
    return { method, pairs: [...credentials, ...new Map([...samples, ...given])] as Pair[] }
  })

/** Moves one boundary of the joined text: drops it, puts one in, or shifts the end of a name. */
function shifted(pairs: readonly Pair[], kind: number, at: number, length: number): Pair[] {
  const index = at % pairs.length
  const [name, text] = pairs[index] ?? ['', '']
  const next = pairs[index + 1]
  if (kind === 0 && next !== undefined) {
    return pairs.toSpliced(index, 2, [name, text + next[0] + next[1]])
  }
  if (kind === 1) {
    const cuts = [...registry.builtInParameters, 'lg', '_'].filter((other) => text.includes(other))
    const cut = cuts[length % (cuts.length || 1)]
    if (cut === undefined) return [...pairs]
    const start = text.indexOf(cut)
    return pairs.toSpliced(index, 1, [name, text.slice(0, start)], [cut, text.slice(start + cut.length)])
  }
  const split = 1 + (length % name.length)
  return pairs.toSpliced(index, 1, [name.slice(0, split), name.slice(split) + text])
}

describe('moved boundaries', () => {
  test('10,000 of them: none is accepted by an application that refuses ambiguous signatures', () => {
    let holding = 0
    fc.assert(
      fc.property(calls, fc.nat({ max: 2 }), fc.nat(), fc.nat(), ({ method, pairs }, kind, at, length) => {
        const ordered = signedPairs(signing, pairs)
        const forged = shifted(ordered, kind, at, length)
        const signature = sign(method, pairs)
        if (JSON.stringify(forged) === JSON.stringify(ordered) || sign(method, forged) !== signature) return
        if (outcome(method, pairs, signature, lenient) !== undefined) return
        if (new Set(forged.map(([name]) => name)).size < forged.length) return
        holding++
        expect(outcome(method, forged, signature, app)).toBeGreaterThan(0)
      }),
      { numRuns: 60_000 },
    )
    // The forgeries must be real ones: signatures that hold.
    expect(holding).toBeGreaterThan(10_000)
  })

  test('by default only those between names that some method declares or that may always come along', () => {
    const pairs: Pair[] = [...credentials, ['doc_id', '1234'], ['keywords', 'easy']]
    const signature = sign('doc.tags.add', pairs)
    const moved = (forged: Pair[]) => outcome('doc.tags.add', [...credentials, ...forged], signature, lenient)
    expect(
      moved([
        ['doc_id', '1234'],
        ['keywords', 'easy'],
      ]),
    ).toBeUndefined()
    expect(
      moved([
        ['doc_id', '1234'],
        ['k', 'eywordseasy'],
      ]),
    ).toBe(105)
    expect(
      moved([
        ['doc_id', '1234'],
        ['keywordse', 'asy'],
      ]),
    ).toBe(105)
    expect(moved([['doc_id', '1234keywordseasy']])).toBe(1)
    expect(moved([['doc_id1234keywords', 'easy']])).toBe(105)
  })
})

describe('what an application that refuses ambiguous signatures can still send', () => {
  const send = (method: string, pairs: Pair[], by = app) =>
    outcome(method, [...credentials, ...pairs], sign(method, [...credentials, ...pairs]), by)

  test('ids, flags, one free text', () => {
    expect(send('doc.get', [['doc_id', '5']])).toBeUndefined()
    expect(
      send('doc.tags.add', [
        ['doc_id', '5'],
        ['keywords', 'easy, "two words"'],
      ]),
    ).toBeUndefined()
    expect(
      send('doc.set', [
        ['doc_id', '5'],
        ['title', 'Nice car'],
        ['description', 'Red'],
      ]),
    ).toBeUndefined()
  })

  test('but no text with the name of a parameter in the right place; others may', () => {
    const pairs: Pair[] = [
      ['doc_id', '5'],
      ['keywords', 'clubmembers'],
    ]
    expect(send('doc.tags.add', pairs)).toBe(105)
    expect(send('doc.tags.add', pairs, lenient)).toBeUndefined()
  })
})

describe('what real clients send along', () => {
  test.each([
    [
      'upload.file',
      [
        ['public', '0'],
        ['title', 'x'],
      ],
    ],
    [
      'doc.get',
      [
        ['lg', 'en'],
        ['doc_id', '1'],
      ],
    ],
    [
      'doc.getList',
      [
        ['doc_id', '7'],
        ['user_id', '1'],
        ['keywords', 'kept from an earlier call'],
      ],
    ],
    [
      'auth.getFrob',
      [
        ['format', 'json'],
        ['callback', 'x'],
        ['_', '1700000000'],
      ],
    ],
  ] as [string, Pair[]][])('%s', (method, pairs) => {
    const all = [...credentials, ...pairs]
    expect(outcome(method, all, sign(method, all), lenient)).toBeUndefined()
  })

  test('a name that no method declares is refused', () => {
    const all: Pair[] = [...credentials, ['doc_id', '1'], ['surprise', '1']]
    expect(outcome('doc.get', all, sign('doc.get', all), lenient)).toBe(105)
  })
})
