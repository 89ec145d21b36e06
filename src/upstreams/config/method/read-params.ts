import type { JsonSchema } from '../../../core/schema/json-schema.js'
import { isXmlName } from '../../../core/schema/xml-name.js'
import type { FileParam } from '../../http/operation.js'
import type { Spot } from '../file/source.js'
import type { TypeWords } from '../words/method-words.js'
import type { CompiledType, TypeCompiler } from './compile-types.js'

/** The parameters of a method. */
export interface Params {
  /** The schema of those that are no files. */
  readonly schema: JsonSchema
  readonly files: readonly FileParam[]
  /** Files included. */
  readonly types: ReadonlyMap<string, CompiledType>
  readonly names: ReadonlySet<string>
}

/**
 * Reads the parameters of a method.
 *
 * @throws UpstreamsError with the place of an unknown type, or of a name that no parameter can have
 */
export function readParams(words: Readonly<Record<string, TypeWords>>, types: TypeCompiler, spot: Spot): Params {
  const compiled = Object.entries(words).map(([name, type]) => {
    // A dot is left to the facts of a call, such as call.id.
    if (!isXmlName(name) || /[.:]/.test(name)) {
      spot.at(name).fail('is no name of a parameter; take letters, digits, _ and -, beginning with a letter')
    }
    return [name, types.compile(type, spot.at(name))] as const
  })
  const isFile = ([, { form }]: (typeof compiled)[number]) => form === 'file'
  const values = compiled.filter((param) => !isFile(param))
  const required = values.filter(([, { optional }]) => !optional).map(([name]) => name)
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(values.map(([name, { schema }]) => [name, schema])),
      ...(required.length > 0 && { required }),
    },
    files: compiled.filter(isFile).map(([name, { optional }]) => ({ name, required: !optional })),
    types: new Map(compiled),
    names: new Set(compiled.map(([name]) => name)),
  }
}
