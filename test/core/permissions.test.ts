import fc from 'fast-check'
import { allowsService, everyService, isServiceName, parseServices } from '../../src/core/allowed-services.js'
import {
  covers,
  heldLevels,
  includes,
  type Level,
  levelOf,
  levels,
  noPermissions,
  type Permissions,
  union,
} from '../../src/core/permissions.js'
import { openPermissionKinds } from '../../src/server/permission-kinds.js'
import { kinds, orders } from '../support/permission-kinds.js'

/** A value of the type that a module in JavaScript, or a stored row, may break. */
const untyped = <T>(value: unknown): T => value as T

const names = kinds.all.map(({ name }) => name)
const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty']
const kind = fc.oneof(fc.constantFrom(...names, ...inherited, 'orders'), fc.string())
const level = fc.constantFrom(...levels)
const strangeLevel = fc.string().filter((word) => !levels.some((known) => known === word))

/** Permissions as rows and modules may hold them: any kinds, and where wanted any words for levels. */
const permissionsOf = (word: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(kind, word)).map((entries) => untyped<Permissions>(Object.fromEntries(entries)))
const permissions = permissionsOf(level)
const broken = permissionsOf(fc.oneof(level, strangeLevel, fc.constantFrom(...inherited)))

const rank = (word: Level) => levels.indexOf(word)

describe('covers', () => {
  test('holds exactly where every needed level is reached', () => {
    fc.assert(
      fc.property(permissions, permissions, (held, need) => {
        const reached = Object.entries(need).every(([name, needed]) => rank(levelOf(held, name)) >= rank(needed))
        expect(covers(held, need)).toBe(reached)
      }),
    )
  })

  test('never holds for a kind that is not held, above none', () => {
    fc.assert(
      fc.property(broken, kind, fc.constantFrom('read', 'write', 'delete'), (held, name, needed) => {
        fc.pre(!Object.hasOwn(held, name))
        expect(covers(held, Object.fromEntries([[name, untyped<Level>(needed)]]))).toBe(false)
      }),
    )
  })

  test('never holds for a level that does not exist, whatever is held', () => {
    fc.assert(
      fc.property(broken, kind, strangeLevel, (held, name, needed) => {
        expect(covers(held, Object.fromEntries([[name, untyped<Level>(needed)]]))).toBe(false)
      }),
    )
    expect(covers({ doc: 'delete' }, untyped({ doc: undefined }))).toBe(false)
  })

  test('never holds by a held level that does not exist', () => {
    fc.assert(
      fc.property(kind, strangeLevel, level, (name, held, needed) => {
        expect(covers(Object.fromEntries([[name, untyped<Level>(held)]]), Object.fromEntries([[name, needed]]))).toBe(
          false,
        )
        expect(includes(untyped<Level>(held), needed)).toBe(false)
      }),
    )
  })
})

describe('union', () => {
  test('covers both sides and nothing that neither covers, and leaves out what grants nothing', () => {
    fc.assert(
      fc.property(permissions, permissions, kind, level, (a, b, name, needed) => {
        const both = union(a, b)
        expect(covers(both, a) && covers(both, b)).toBe(true)
        const need = Object.fromEntries([[name, needed]])
        expect(covers(both, need)).toBe(covers(a, need) || covers(b, need))
        expect(Object.values(both)).not.toContain('none')
      }),
    )
  })

  test('takes no level that does not exist', () => {
    fc.assert(
      fc.property(broken, broken, (a, b) => {
        for (const word of Object.values(union(a, b))) expect(['read', 'write', 'delete']).toContain(word)
      }),
    )
    expect(heldLevels({ doc: 'read', blog: 'none' })).toEqual({ doc: 'read' })
  })
})

describe('of a grant', () => {
  const own = openPermissionKinds([], orders)

  test('every declared kind has a level, and kinds and levels that nobody declared grant nothing', () => {
    fc.assert(
      fc.property(broken, (stored) => {
        const held = own.held(stored)
        expect(Object.keys(held)).toEqual([...names, 'orders'])
        for (const { name, levels: declared } of own.all) {
          const word = levelOf(stored, name)
          expect(levelOf(held, name)).toBe(word !== 'none' && declared.has(word) ? word : 'none')
        }
      }),
    )
  })

  test('a level between the declared ones is none', () => {
    expect(own.held({ orders: 'write', profile: 'delete' })).toMatchObject({ orders: 'none', profile: 'none' })
    expect(own.held({ orders: 'delete' })).toMatchObject({ orders: 'delete' })
    expect(kinds.held({ orders: 'delete', doc: 'read' })).not.toHaveProperty('orders')
    expect(kinds.held(noPermissions)).toEqual(Object.fromEntries(names.map((name) => [name, 'none'])))
  })
})

describe('services', () => {
  const name = fc.oneof(
    fc.constantFrom('petstore', 'pet', 'store', 'billing', ...inherited),
    fc.stringMatching(/^[A-Za-z]\w*$/),
  )
  const service = name.filter(isServiceName)
  const list = fc.array(service, { maxLength: 5 })

  test('a service is allowed exactly where its whole name is listed, or all are', () => {
    fc.assert(
      fc.property(list, service, (services, asked) => {
        expect(allowsService({ services }, asked)).toBe(services.some((one) => one === asked))
        expect(allowsService({ services: [...services, asked] }, asked)).toBe(true)
        expect(allowsService({ services: [everyService] }, asked)).toBe(true)
        expect(allowsService({ services: [] }, asked)).toBe(false)
        expect(allowsService(undefined, asked)).toBe(false)
      }),
    )
  })

  test('what an operator writes allows the services that it names and no other', () => {
    const blank = fc.constantFrom('', ' ', '  ')
    const written = fc.array(fc.tuple(blank, service, blank), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(written, service, (parts, asked) => {
        const services = parseServices(parts.map((part) => part.join('')).join(','))
        expect(allowsService({ services }, asked)).toBe(parts.some(([, one]) => one === asked))
        expect(parseServices(services.join(','))).toEqual(services)
      }),
    )
  })

  test('anything else that is written is refused, or allows nothing', () => {
    const words = fc.array(fc.oneof(service, fc.constantFrom('*', 'none', ''), fc.string()), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(words, service, (parts, asked) => {
        const text = parts.join(',')
        fc.pre(text.trim() !== everyService && !text.split(',').every((part) => isServiceName(part.trim())))
        if (text.trim() === 'none') expect(allowsService({ services: parseServices(text) }, asked)).toBe(false)
        else expect(() => parseServices(text)).toThrow(TypeError)
      }),
    )
  })
})
