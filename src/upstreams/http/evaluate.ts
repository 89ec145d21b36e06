import type { Template } from './template.js'
import { textOf } from './write-json.js'

/** The values of one call. */
export interface CallValues {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Gives the value of a template; undefined where it is absent. */
export type Evaluate = (values: CallValues) => unknown

/** Compiles a template. */
export function compileTemplate(template: Template): Evaluate {
  switch (template.kind) {
    case 'constant':
      return () => template.value
    case 'param':
      return ({ params }) => params[template.name]
    case 'call':
      return ({ id }) => id
    case 'text':
      return compileText(template.parts.map(compileTemplate))
    case 'list': {
      const items = template.items.map(compileTemplate)
      return (values) => items.map((item) => item(values)).filter((item) => item !== undefined)
    }
    case 'object': {
      const members = template.members.map(([name, value]) => [name, compileTemplate(value)] as const)
      return (values) => {
        const given = members.map(([name, evaluate]): [string, unknown] => [name, evaluate(values)])
        return Object.fromEntries(given.filter(([, value]) => value !== undefined))
      }
    }
  }
}

/** Joins texts; absent where a part is. */
function compileText(parts: readonly Evaluate[]): Evaluate {
  return (values) => {
    let text = ''
    for (const part of parts) {
      const value = part(values)
      if (value === undefined || value === null) return undefined
      text += textOf(value)
    }
    return text
  }
}
