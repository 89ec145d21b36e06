import fc from 'fast-check'
import { ApiError } from '../../../src/core/api-error.js'
import { signApi } from '../../../src/core/auth/api-sig.js'
import type { Pair } from '../../../src/core/call.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { readLoginLink, verifyLoginLink } from '../../../src/identity/grants/login-link.js'
import { openPermissionKinds } from '../../../src/server/permission-kinds.js'
import { plainApp as app } from '../../support/plain-app.js'

/** Kinds whose names are made of what stands beside them in the signed text: levels, languages and other kinds. */
const joined = ['docread', 'lgen', 'perm', 'read', 'writedoc'] as const
const declaration = { title: 'T', levels: { read: 'R', write: 'W', delete: 'D' } }
const kinds = openPermissionKinds([], Object.fromEntries(joined.map((name) => [name, declaration])))

/** Key, secret and link of the documentation. */
const { key, secret } = app
const documented: readonly Pair[] = [
  ['api_key', key],
  ['perm_network', 'read'],
  ['api_sig', 'da183021cd39461108770b822fcd9398'],
]

/** The result of reading a link: the error's code, or the fields. */
function open(pairs: readonly Pair[]) {
  try {
    const link = readLoginLink(ipernity, kinds, pairs)
    verifyLoginLink(ipernity, pairs, link, app)
    return { link }
  } catch (thrown) {
    return { code: ApiError.from(thrown).code }
  }
}

const signed = (pairs: readonly Pair[]): Pair[] => [
  ...pairs,
  ['api_sig', signApi({ dialect: ipernity, pairs, method: '' }, secret)],
]

test('the documented link is valid', () => {
  expect(open(documented).link?.permissions).toMatchObject({ network: 'read', doc: 'none' })
})

test.each<[number, readonly Pair[]]>([
  [100, []],
  [100, signed([['api_key', '']])],
  [101, signed([['api_key', key.toUpperCase()]])],
  [104, [['api_key', key]]],
  [105, documented.map(([name, value]): Pair => [name, name === 'perm_network' ? 'write' : value])],
  [105, [...documented.slice(0, 2), ['api_sig', 'DA183021CD39461108770B822FCD9398']]],
  [123, [...documented, ['perm_network', 'read']]],
  [123, [...documented, ['__proto__', 'x']]],
  [105, [...documented, ['auth_token', '1-a']]],
  [
    123,
    signed([
      ['api_key', key],
      ['auth_token', '1-A'],
    ]),
  ],
  [
    123,
    signed([
      ['api_key', key],
      ['auth_token', ''],
    ]),
  ],
  [123, [...documented, ['file', 'x']]],
  [
    123,
    signed([
      ['api_key', key],
      ['perm_profile', 'delete'],
    ]),
  ],
  [
    123,
    signed([
      ['api_key', key],
      ['perm_doc', '2'],
    ]),
  ],
  [
    123,
    signed([
      ['api_key', key],
      ['frob', '12345'],
    ]),
  ],
])('gives %d for %j', (code, pairs) => {
  expect(open(pairs)).toEqual({ code })
})

const permission = (kind: string) =>
  fc.option(fc.constantFrom(...(kinds.find(kind)?.levels.keys() ?? [])).map((level): Pair => [`perm_${kind}`, level]))

const frob = fc
  .tuple(fc.nat(), fc.stringMatching(/^[0-9a-f]{1,40}$/))
  .map(([id, hex]): Pair => ['frob', `${id}-${hex}`])
const token = fc
  .tuple(fc.nat(), fc.stringMatching(/^[0-9a-f]{1,40}$/))
  .map(([id, hex]): Pair => ['auth_token', `${id}-${hex}`])
const lg = fc.stringMatching(/^[a-z]{2}$/).map((language): Pair => ['lg', language])

/** Links within the grammar, in the order of the signed text. */
const links = fc
  .tuple(
    fc.stringMatching(/^[0-9a-f]{32}$/).map((hex): Pair => ['api_key', hex]),
    fc.option(token),
    fc.option(frob),
    fc.option(lg),
    ...kinds.all
      .map(({ name }) => name)
      .sort()
      .map(permission),
  )
  .map((pairs) => pairs.filter((pair) => pair !== null))

/** Every way to cut the signed text elsewhere: at one boundary, or with one boundary more or less. */
function recuts(pairs: readonly Pair[]): Pair[][] {
  const texts = pairs.map(([name, value]) => name + value)
  const cuts: Pair[][] = []
  pairs.forEach((_pair, i) => {
    const text = texts[i] ?? ''
    for (let at = 0; at <= text.length; at++) {
      cuts.push([...pairs.slice(0, i), [text.slice(0, at), text.slice(at)], ...pairs.slice(i + 1)])
    }
    const joined = text + (texts[i + 1] ?? '')
    for (let at = 1; at <= joined.length; at++) {
      cuts.push([...pairs.slice(0, i), [joined.slice(0, at), joined.slice(at)], ...pairs.slice(i + 2)])
      for (const name of ['auth_token', 'frob', 'lg', ...kinds.all.map((kind) => `perm_${kind.name}`)]) {
        if (!joined.startsWith(name, at)) continue
        const [first, ...rest] = pairs.slice(i)
        const head: Pair = [first?.[0] ?? '', joined.slice(first?.[0].length ?? 0, at)]
        cuts.push([...pairs.slice(0, i), head, [name, joined.slice(at + name.length)], ...rest.slice(1)])
      }
    }
  })
  return cuts
}

test('a signed text is unambiguous: a link with another boundary is refused', () => {
  let tried = 0
  fc.assert(
    fc.property(links, (pairs) => {
      const signature: Pair = ['api_sig', signApi({ dialect: ipernity, pairs, method: '' }, secret)]
      expect(open([...pairs, signature]).link).toBeDefined()
      const same = JSON.stringify(pairs)
      for (const cut of recuts(pairs)) {
        if (JSON.stringify(cut) === same) continue
        tried++
        if (open([...cut, signature]).link !== undefined) {
          throw new Error(`also read as ${JSON.stringify(cut)}`)
        }
      }
    }),
    { numRuns: 300 },
  )
  expect(tried).toBeGreaterThan(10_000)
})
