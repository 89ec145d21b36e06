import type { Template } from '../../http/template.js'
import type { Spot } from '../file/source.js'
import type { Params } from './read-params.js'

/**
 * Checks that a value is a scalar or a list of scalars, as queries and headers carry them.
 *
 * @returns the same template
 * @throws UpstreamsError
 */
export function checkFlat(template: Template, params: Params, spot: Spot, isItem = false): Template {
  switch (template.kind) {
    case 'object':
      return spot.fail('is an object, which only a body can carry')
    case 'list':
      if (isItem) spot.fail('is a list inside a list, which only a body can carry')
      for (const [index, item] of template.items.entries()) checkFlat(item, params, spot.at(index), true)
      return template
    case 'param': {
      const form = params.types.get(template.name)?.form
      const fits = form === 'scalar' || (form === 'scalars' && !isItem)
      return fits ? template : spot.fail(`has the parameter ${template.name}, whose type only a body can carry`)
    }
    case 'constant':
      return template.value === null ? spot.fail('has no value; write one, or leave it out') : template
    default:
      return template
  }
}
