import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Shape } from '../../src/core/schema/shape.js'

/** An answer as the documentation of the old API shows it: text, lists and groups. */
export type Skeleton = string | null | readonly Skeleton[] | { readonly [name: string]: Skeleton }

/** What the documentation of the old API says about a method. */
export interface DocumentedMethod {
  readonly auth: { readonly sign: boolean; readonly token: boolean; readonly post: boolean; readonly safety?: boolean }
  readonly permissions: Readonly<Record<string, string>>
  readonly params: readonly { readonly name: string; readonly required: boolean }[]
  readonly response: Skeleton
  readonly errors: readonly number[]
}

/** All documented methods by name. */
export const documented: Readonly<Record<string, DocumentedMethod>> = JSON.parse(
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'ipernity-skeletons.json'), 'utf8'),
)

const isList = (skeleton: Skeleton): skeleton is readonly Skeleton[] => Array.isArray(skeleton)

/** Where a declared result and a skeleton differ, as `+path` for what is declared alone and `-path` for what is not. */
export function shapeDifferences(shape: Shape, skeleton: Skeleton, path = ''): string[] {
  if (isList(skeleton)) {
    if (shape.kind !== 'list') return [`${path} is a list`]
    return shapeDifferences(shape.item, mergeItems(skeleton), path)
  }
  if (typeof skeleton === 'object' && skeleton !== null) {
    if (shape.kind !== 'object') return [`${path} is a group`]
    const declared = new Map(shape.members.map((member) => [member.name, member.shape]))
    return [
      ...shape.members.filter(({ name }) => !(name in skeleton)).map(({ name }) => `+${path}.${name}`),
      ...Object.entries(skeleton).flatMap(([name, part]) => {
        const member = declared.get(name)
        if (member !== undefined) return shapeDifferences(member, part, `${path}.${name}`)
        return shape.rest === undefined ? [`-${path}.${name}`] : shapeDifferences(shape.rest, part, `${path}.*`)
      }),
    ]
  }
  return shape.kind === 'scalar' ? [] : [`${path} is text`]
}

/** Where an answer and a skeleton differ: as above, and `path is not text` for scalars of any other type. */
export function answerDifferences(answer: unknown, skeleton: Skeleton, path = ''): string[] {
  if (isList(skeleton)) {
    if (!Array.isArray(answer)) return [`${path} is a list`]
    return answer.flatMap((item) => answerDifferences(item, mergeItems(skeleton), path))
  }
  if (typeof skeleton === 'object' && skeleton !== null) {
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return [`${path} is a group`]
    return [
      ...Object.keys(answer)
        .filter((name) => !(name in skeleton))
        .map((name) => `+${path}.${name}`),
      ...Object.entries(skeleton).flatMap(([name, part]) =>
        name in answer ? answerDifferences(Reflect.get(answer, name), part, `${path}.${name}`) : [`-${path}.${name}`],
      ),
    ]
  }
  return typeof answer === 'string' ? [] : [`${path} is not text`]
}

/** One item with everything that any item of a list has. */
function mergeItems(items: readonly Skeleton[]): Skeleton {
  return Object.assign({}, ...items)
}
