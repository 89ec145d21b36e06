import type { Shape } from '../../core/schema/shape.js'
import { type CallValues, compileTemplate } from './evaluate.js'
import type { Template } from './template.js'
import { compileJson, writeValue } from './write-json.js'

/** Writes the JSON text of a template; undefined where its value is absent. */
export type WriteTemplate = (values: CallValues) => string | undefined

/**
 * Compiles a template to a writer of JSON text.
 *
 * @param shapeOf the shape of a parameter, which says how its value is written
 */
export function compileJsonBody(template: Template, shapeOf: (param: string) => Shape | undefined): WriteTemplate {
  switch (template.kind) {
    case 'param': {
      const { name } = template
      const shape = shapeOf(name)
      const write = shape === undefined ? writeValue : compileJson(shape)
      return ({ params }) => {
        const value = params[name]
        return value === undefined ? undefined : value === null ? 'null' : write(value)
      }
    }
    case 'list': {
      const items = template.items.map((item) => compileJsonBody(item, shapeOf))
      return (values) =>
        `[${items
          .map((item) => item(values))
          .filter((text) => text !== undefined)
          .join(',')}]`
    }
    case 'object':
      return compileObject(template.members, shapeOf)
    default: {
      const evaluate = compileTemplate(template)
      return (values) => {
        const value = evaluate(values)
        return value === undefined ? undefined : writeValue(value)
      }
    }
  }
}

function compileObject(
  members: readonly (readonly [name: string, value: Template])[],
  shapeOf: (param: string) => Shape | undefined,
): WriteTemplate {
  const writers = members.map(([name, value]) => ({
    start: `${JSON.stringify(name)}:`,
    write: compileJsonBody(value, shapeOf),
  }))
  return (values) => {
    let text = ''
    for (const { start, write } of writers) {
      const value = write(values)
      if (value !== undefined) text += `${text === '' ? '' : ','}${start}${value}`
    }
    return `{${text}}`
  }
}
