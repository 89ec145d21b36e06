import { mergeObjects } from './merge-shapes.js'
import type { Member, ObjectShape, UnionShape } from './shape.js'

/**
 * Builds a union of objects.
 *
 * @param tag the discriminator, where the schema declares one
 * @returns undefined where the shapes of a member cannot be merged
 */
export function unionShape(branches: readonly ObjectShape[], path: string, tag?: string): UnionShape | undefined {
  const merged = mergeObjects(branches, path)
  if (merged === undefined) return undefined
  const order = merged.members.map(({ name }) => name)
  const place = ({ name }: Member) => order.indexOf(name)
  const sorted = branches.map((branch) => ({
    ...branch,
    members: branch.members.toSorted((a, b) => place(a) - place(b)),
  }))
  return { kind: 'union', branches: sorted, merged, tag: findTag(sorted, tag === undefined ? order : [tag]), path }
}

/** Finds the discriminator: the first member that every branch requires, with values that are distinct in each. */
function findTag(branches: readonly ObjectShape[], names: readonly string[]): UnionShape['tag'] {
  for (const member of names) {
    const words = branches.map((branch) => wordsOf(branch, member))
    const byWord = new Map(words.flatMap((some, index) => (some ?? []).map((word): [string, number] => [word, index])))
    const isDistinct = byWord.size === words.reduce((sum, some) => sum + (some?.length ?? 0), 0)
    if (isDistinct && words.every((some) => some !== undefined)) return { member, branches: byWord }
  }
  return undefined
}

function wordsOf({ members }: ObjectShape, name: string): readonly string[] | undefined {
  const member = members.find((one) => one.name === name)
  return member?.shape.kind === 'scalar' && !member.optional ? member.shape.words : undefined
}
