import fc from 'fast-check'
import { readXml } from '../../../../src/transports/shared/xml/read-xml.js'
import { XmlError } from '../../../../src/transports/shared/xml/xml-error.js'
import { fuzzRuns } from '../../../support/fuzz-runs.js'
import { generated, mutants, seeds } from './documents.js'
import { isTrimmedBySaxes, saxesTree } from './saxes-tree.js'

/** How many documents each property looks at; `npm run fuzz` asks for many more. */
const numRuns = fuzzRuns(3000)

/** What a document reads as, undefined where it is refused; any other error is let through. */
function ourTree(text: string) {
  try {
    return readXml(text)
  } catch (error) {
    if (error instanceof XmlError) return undefined
    throw error
  }
}

/** Milliseconds of processor time that a reading takes; the best of three, since others run beside it. */
function cost(text: string): number {
  const once = () => {
    const start = process.cpuUsage()
    ourTree(text)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
  const first = once()
  return first < 100 ? first : Math.min(first, once(), once())
}

test('documents of every kind read the same', () => {
  for (const seed of seeds) expect(ourTree(seed)).toEqual(saxesTree(seed))
})

test('generated documents give the tree that saxes gives', () => {
  let accepted = 0
  fc.assert(
    fc.property(generated, (text) => {
      const tree = ourTree(text)
      expect(tree).toEqual(saxesTree(text))
      if (tree !== undefined) accepted++
    }),
    { numRuns },
  )
  expect(accepted).toBeGreaterThan(numRuns / 2)
})

test('mutated documents are accepted where saxes accepts them, with its tree, and refused where it refuses them', () => {
  let accepted = 0
  fc.assert(
    fc.property(mutants, (text) => {
      fc.pre(!isTrimmedBySaxes(text))
      const tree = ourTree(text)
      expect(tree).toEqual(saxesTree(text))
      if (tree !== undefined) accepted++
    }),
    { numRuns },
  )
  expect(accepted).toBeGreaterThan(numRuns / 20)
  expect(accepted).toBeLessThan(numRuns / 1.5)
})

test('no mutant costs more than 100 ms', () => {
  fc.assert(
    fc.property(mutants, (text) => cost(text) < 100),
    { numRuns },
  )
})
