import { holdsDecimals } from '../../../src/upstreams/http/holds-decimals.js'
import { linked } from '../../support/linked-shapes.js'

test.each([
  ['string', false],
  ['decimal', true],
] as const)('objects that refer to one another along very many paths are searched for a %s', (type, found) => {
  expect(holdsDecimals(linked(40, { kind: 'scalar', type, words: undefined, path: 'last' }))).toBe(found)
})
