import { ipernity } from '../../src/dialects/ipernity/index.js'
import { answers } from './answers.js'
import { caseSuite } from './case-suite.js'
import { drivers } from './drivers/index.js'
import { orders } from './orders.js'
import { refusals } from './refusals.js'
import { otherwiseByOAuth, skipped } from './skipped.js'

caseSuite(drivers, ipernity)

test('every skipped case exists', () => {
  const names = [answers, refusals, orders].flatMap((cases) => Object.keys(cases))
  const skippedNames = [...skipped.map(({ name }) => name), ...Object.keys(otherwiseByOAuth)]
  expect(skippedNames.filter((name) => !names.includes(name))).toEqual([])
})
