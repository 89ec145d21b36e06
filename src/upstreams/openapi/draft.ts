import type { JsonSchema } from '../../core/schema/json-schema.js'
import type { FileParam } from '../http/operation.js'
import type { Template } from '../http/template.js'
import type { RawDocument } from './document.js'
import { ParamNames, type ParamPlace } from './names.js'
import type { SchemaPlace } from './schemas/place.js'
import type { SchemaCleaner } from './schemas/schema-cleaner.js'

/** A parameter, before it has a name of the gateway's. */
export interface NewParam {
  readonly name: string
  readonly place: ParamPlace
  readonly schema: JsonSchema
  readonly required: boolean
}

/** The order of parameters in the documentation. */
const places: readonly ParamPlace[] = ['path', 'query', 'body', 'header', 'cookie']

/** The parameters of one operation, while it is read. */
export class OperationDraft {
  readonly document: RawDocument
  readonly cleaner: SchemaCleaner
  /** Called with what of the operation is lost. */
  readonly onDegraded: (what: string) => void
  readonly files: FileParam[] = []
  readonly #names: ParamNames
  readonly #params: (NewParam & { readonly own: string })[] = []

  constructor(
    document: RawDocument,
    cleaner: SchemaCleaner,
    reserved: ReadonlySet<string>,
    onDegraded: (what: string) => void,
  ) {
    this.document = document
    this.cleaner = cleaner
    this.onDegraded = onDegraded
    this.#names = new ParamNames(reserved)
  }

  /** The schema of all parameters that are no files. */
  get params(): JsonSchema {
    const sorted = places.flatMap((place) => this.#params.filter((param) => param.place === place))
    return {
      type: 'object',
      properties: Object.fromEntries(sorted.map(({ own, schema }) => [own, schema])),
      required: sorted.filter(({ required }) => required).map(({ own }) => own),
    }
  }

  /** Adds a parameter. @returns its value */
  add(param: NewParam): Template {
    const own = this.#names.take(param.name, param.place)
    this.#params.push({ ...param, own })
    return { kind: 'param', name: own }
  }

  /** Adds a parameter that is a file. @returns its value */
  addFile({ name, place, schema, required }: NewParam): Template {
    const own = this.#names.take(name, place)
    this.files.push({ name: own, required, description: schema.description })
    return { kind: 'param', name: own }
  }

  /** The position of a schema of a request or an answer. */
  at(path: string, direction: SchemaPlace['direction']): SchemaPlace {
    return { path, direction, depth: 0, onDegraded: this.onDegraded }
  }
}
