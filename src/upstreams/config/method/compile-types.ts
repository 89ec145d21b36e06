import type { JsonSchema } from '../../../core/schema/json-schema.js'
import type { Spot } from '../file/source.js'
import { proposeWord } from '../nearest-word.js'
import type { TypeWords } from '../words/method-words.js'

/** A compiled type. */
export interface CompiledType {
  readonly schema: JsonSchema
  readonly optional: boolean
  /** How it can travel: a `scalar` or a list of scalars (`scalars`) fits a query, a `file` fits a body only, a `tree` needs JSON. */
  readonly form: 'scalar' | 'scalars' | 'file' | 'tree'
}

/** The types that every file has. */
const builtIn: ReadonlyMap<string, JsonSchema> = new Map([
  ['string', { type: 'string' }],
  ['int', { type: 'integer', format: 'int32' }],
  ['long', { type: 'integer', format: 'int64' }],
  ['decimal', { type: 'number', format: 'decimal' }],
  ['number', { type: 'number' }],
  ['boolean', { type: 'boolean' }],
  ['date', { type: 'string', format: 'date' }],
  ['datetime', { type: 'string', format: 'date-time' }],
  ['binary', { type: 'string', format: 'byte' }],
  ['any', {}],
])

const typeName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

const typeText = /^([A-Za-z][A-Za-z0-9_]*)((?:\[\])*)(\?)?$/

/** The types of a service: those that every file has, and its own. */
export class TypeCompiler {
  readonly #own: ReadonlySet<string>

  /** @throws UpstreamsError for the name of a type that no type can have */
  constructor(types: Readonly<Record<string, unknown>>, spot: Spot) {
    for (const name of Object.keys(types)) {
      if (builtIn.has(name)) spot.at(name).fail('has the name of a type that every file has; choose another')
      if (!typeName.test(name))
        spot.at(name).fail('is no name of a type; take letters, digits and _, beginning with a letter')
    }
    this.#own = new Set(Object.keys(types))
  }

  /** Compiles a type. @throws UpstreamsError with the place of an unknown one */
  compile(words: TypeWords, spot: Spot): CompiledType {
    if (typeof words !== 'string') return { schema: this.object(words, spot), optional: false, form: 'tree' }
    const [, name = '', lists = '', optional = ''] = typeText.exec(words.trim()) ?? []
    if (name === '') return spot.fail('is no type; take a name, [] behind it for a list, ? at the end for optional')
    const item = this.#named(name, spot)
    let schema = item
    for (let depth = lists.length / 2; depth > 0; depth--) schema = { type: 'array', items: schema }
    return { schema, optional: optional !== '', form: formOf(name, item, lists.length / 2) }
  }

  /** Compiles an object of members. */
  object(members: Readonly<Record<string, TypeWords>>, spot: Spot): JsonSchema {
    const compiled = Object.entries(members).map(([name, words]) => {
      if (name.trim() === '' || /\p{Cc}/u.test(name)) spot.at(name).fail('is no name of a member')
      return { name, ...this.compile(words, spot.at(name)) }
    })
    const required = compiled.filter(({ optional }) => !optional).map(({ name }) => name)
    return {
      type: 'object',
      properties: Object.fromEntries(compiled.map(({ name, schema }) => [name, schema])),
      ...(required.length > 0 && { required }),
    }
  }

  #named(name: string, spot: Spot): JsonSchema {
    const schema = builtIn.get(name)
    if (schema !== undefined) return schema
    if (this.#own.has(name)) return { $ref: `#/types/${name}` }
    return spot.fail(`has the unknown type ${name}; ${proposeWord(name, [...builtIn.keys(), ...this.#own])}`)
  }
}

function formOf(name: string, item: JsonSchema, depth: number): CompiledType['form'] {
  if (name === 'binary' && depth === 0) return 'file'
  if (depth > 1 || name === 'binary' || name === 'any' || item.$ref !== undefined) return 'tree'
  return depth === 0 ? 'scalar' : 'scalars'
}
