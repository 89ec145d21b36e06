import fc from 'fast-check'
import {
  covers,
  includes,
  kinds,
  type Level,
  levels,
  noPermissions,
  type Permissions,
} from '../../src/core/permissions.js'

/** A value of the type that a module in JavaScript, or a stored row, may break. */
const untyped = <T>(value: unknown): T => value as T

const held = fc.record(Object.fromEntries(kinds.map((kind) => [kind, fc.constantFrom(...levels)])))
const need = fc.dictionary(fc.constantFrom(...kinds), fc.constantFrom(...levels))
const strange = fc.string().filter((word) => !levels.some((level) => level === word))
const strangeKind = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'orders'))

describe('covers', () => {
  test('holds exactly where every needed level is reached', () => {
    fc.assert(
      fc.property(held, need, (permissions, wanted) => {
        const reached = Object.entries(wanted).every(
          ([kind, level]) =>
            levels.indexOf(untyped<Permissions>(permissions)[untyped<'doc'>(kind)]) >= levels.indexOf(level),
        )
        expect(covers(untyped(permissions), wanted)).toBe(reached)
      }),
    )
  })

  test('never holds for a kind that does not exist, whatever is held', () => {
    fc.assert(
      fc.property(
        held,
        need,
        strangeKind,
        fc.oneof(fc.constantFrom(...levels), fc.string()),
        (permissions, wanted, kind, level) => {
          fc.pre(!kinds.some((known) => known === kind))
          const extended = Object.fromEntries([...Object.entries(wanted), [kind, level]])
          expect(covers(untyped(permissions), untyped(extended))).toBe(false)
        },
      ),
    )
  })

  test('never holds for a level that does not exist, whatever is held', () => {
    fc.assert(
      fc.property(held, fc.constantFrom(...kinds), strange, (permissions, kind, level) => {
        expect(covers(untyped(permissions), untyped({ [kind]: level }))).toBe(false)
      }),
    )
  })

  test('never holds by a held level that does not exist', () => {
    fc.assert(
      fc.property(strange, fc.constantFrom(...levels), (level, needed) => {
        expect(covers({ ...noPermissions, doc: untyped<Level>(level) }, { doc: needed })).toBe(false)
        expect(includes(untyped<Level>(level), needed)).toBe(false)
      }),
    )
  })
})
