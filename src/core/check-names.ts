import { methodName } from './check-definition.js'
import { type CallableName, describeMethod } from './method-spec.js'

/**
 * Checks that the names of a dialect can live together. Where a signature covers the name last, no name may be the end
 * of another: a value that ends in the rest of the longer name would make one signature hold for both
 * (docs/security.md, "Old signatures").
 *
 * @param names of methods and aliases alike
 * @param signedLast whether the dialect signs the name of the method after everything else
 * @throws TypeError that names the two
 */
export function checkNames(names: readonly CallableName[], signedLast: boolean): void {
  const wrong = names.find(({ name }) => !methodName.test(name))
  if (wrong !== undefined) throw new TypeError(`${describeMethod(wrong)} must be named by words joined by dots`)
  // Names that end alike are neighbours when they are read backwards.
  const backwards = names
    .map((named) => ({ named, text: [...named.name].reverse().join('') }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  for (const [index, { named, text }] of backwards.entries()) {
    const next = backwards[index + 1]
    if (next === undefined || !next.text.startsWith(text)) continue
    const isSame = next.text === text
    if (!isSame && !signedLast) continue
    const what = isSame ? 'have the same name' : 'cannot live together: one name is the end of the other'
    throw new TypeError(`${describeMethod(named)} and ${describeMethod(next.named)} ${what}`)
  }
}
