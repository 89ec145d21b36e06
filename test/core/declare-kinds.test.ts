import { declareKinds } from '../../src/core/declare-kinds.js'
import { textIn } from '../../src/core/local-text.js'
import { openPermissionKinds } from '../../src/server/permission-kinds.js'

const levels = { read: 'See your orders' }

test('levels are in their order whatever the order of their declaration', () => {
  const [kind] = declareKinds({ orders: { title: 'Orders', levels: { delete: 'C', read: 'A' } } })
  expect(kind).toMatchObject({ name: 'orders', title: 'Orders', place: 'permissions.orders' })
  expect([...(kind?.levels ?? [])]).toEqual([
    ['read', 'A'],
    ['delete', 'C'],
  ])
})

test.each<[what: string, declarations: unknown, message: RegExp]>([
  ['declarations are a list', [], /^permissions must be names with values$/],
  ['declarations are a text', 'orders', /^permissions must be names/],
  ['a name has a separator', { my_orders: { title: 'O', levels } }, /^permissions\.my_orders must have a name of/],
  ['a name has capitals', { Orders: { title: 'O', levels } }, /^permissions\.Orders must have a name of/],
  ['a name is empty', { '': { title: 'O', levels } }, /must have a name of/],
  ['a name is too long', { ['o'.repeat(33)]: { title: 'O', levels } }, /must have a name of at most 32/],
  ['a kind is nothing', { orders: null }, /^permissions\.orders must be names with values/],
  ['a member is misspelt', { orders: { titel: 'O', levels } }, /^permissions\.orders\.titel is not known/],
  ['the title is missing', { orders: { levels } }, /^permissions\.orders\.title must be a text on one line/],
  ['the title is empty', { orders: { title: ' ', levels } }, /^permissions\.orders\.title must be a text/],
  ['the title has two lines', { orders: { title: 'a\nb', levels } }, /^permissions\.orders\.title must be a text/],
  ['the title is a number', { orders: { title: 5, levels } }, /^permissions\.orders\.title must be a text/],
  [
    'no English is there',
    { orders: { title: { fr: 'C' }, levels } },
    /^permissions\.orders\.title must have .*English/,
  ],
  ['a language is none', { orders: { title: { en: 'O', french: 'C' }, levels } }, /title\.french must be a language/],
  ['a translation is none', { orders: { title: { en: 'O', fr: '' }, levels } }, /title\.fr must be a text/],
  ['levels are missing', { orders: { title: 'O' } }, /^permissions\.orders\.levels must be names with values/],
  ['levels are empty', { orders: { title: 'O', levels: {} } }, /levels must have at least one of read, write, delete/],
  [
    'a level is unknown',
    { orders: { title: 'O', levels: { admin: 'A' } } },
    /levels\.admin is no level; take of read,/,
  ],
  ['none is declared', { orders: { title: 'O', levels: { ...levels, none: 'N' } } }, /levels\.none is no level/],
  ['a level has no text', { orders: { title: 'O', levels: { read: true } } }, /levels\.read must be a text/],
])('a declaration is refused with its place where %s', (_what, declarations, message) => {
  expect(() => declareKinds(declarations)).toThrow(TypeError)
  expect(() => declareKinds(declarations)).toThrow(message)
  expect(() => declareKinds(declarations, () => 'f.yaml:3:1: ')).toThrow(/^f\.yaml:3:1: permissions/)
})

test('two kinds of one name are refused, wherever they come from', () => {
  const configured = declareKinds({ orders: { title: 'O', levels } }, () => 'f.yaml:3:1: ')
  expect(() => openPermissionKinds(declareKinds({ doc: { title: 'D', levels } }, () => 'f.yaml:3:1: '))).toThrow(
    /^f\.yaml:3:1: permissions\.doc has the name of a kind that there is/,
  )
  expect(() => openPermissionKinds(configured, { orders: { title: 'O', levels } })).toThrow(/^permissions\.orders has/)
  expect(openPermissionKinds(configured).find('orders')?.levels.size).toBe(1)
})

test('a text is in the first language that there is, else in English', () => {
  const text = { en: 'Orders', fr: 'Commandes', de: 'Bestellungen' }
  expect(textIn(text, [undefined, 'it', 'de', 'fr'])).toEqual({ text: 'Bestellungen', lg: 'de' })
  expect(textIn(text, ['constructor'])).toEqual({ text: 'Orders', lg: 'en' })
  expect(textIn('Orders', ['fr'])).toEqual({ text: 'Orders', lg: '' })
})
