import { holdsFiles } from '../../../src/core/files/map-files.js'
import { linked } from '../../support/linked-shapes.js'

test('objects that refer to one another along very many paths are searched for files', () => {
  expect(holdsFiles(linked(40, { kind: 'scalar', type: 'string', words: undefined, path: 'last' }))).toBe(false)
  expect(holdsFiles(linked(40, { kind: 'file', path: 'last' }))).toBe(true)
})
