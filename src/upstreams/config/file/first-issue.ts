import type { z } from 'zod'
import { telling } from '../words/words.js'
import type { Path } from './read-tree.js'

/** What is wrong with a value, and where. */
export interface Finding {
  readonly path: Path
  /** A text that follows the subject. */
  readonly what: string
}

/** The findings of a check by zod, each with its innermost path. */
export function findingsOf(error: z.ZodError): readonly Finding[] {
  return error.issues.map((issue) => findingOf(issue, []))
}

function findingOf(issue: z.core.$ZodIssue, outer: Path): Finding {
  const path = [...outer, ...issue.path.map((name) => (typeof name === 'symbol' ? String(name) : name))]
  switch (issue.code) {
    case 'unrecognized_keys':
      return { path: [...path, telling(issue.keys)], what: issue.message }
    case 'invalid_key':
      return { path, what: issue.issues[0]?.message ?? issue.message }
    case 'invalid_union':
      return innermost(issue, path)
    default:
      return { path, what: issue.message }
  }
}

/** The finding of the branch that goes deepest, since the value is most like that one. */
function innermost({ errors, message }: z.core.$ZodIssueInvalidUnion, path: Path): Finding {
  let deepest: Finding = { path, what: message }
  for (const [issue] of errors) {
    if (issue === undefined || issue.path.length === 0) continue
    const found = findingOf(issue, path)
    if (found.path.length > deepest.path.length) deepest = found
  }
  return deepest
}
