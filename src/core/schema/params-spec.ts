import type { Pair } from '../pair.js'
import type { JsonSchema } from './json-schema.js'
import type { ParamFault } from './params.js'

/** A parameter as documentation and typed envelopes describe it. */
export interface ParamSpec extends Omit<JsonSchema, 'required' | 'type'> {
  readonly name: string
  /** `string`, `integer`, `number` or `boolean`; lists are comma-separated strings. */
  readonly type: string
  readonly required: boolean
  readonly fault: ParamFault
  readonly emptyClears: boolean
}

/** The parameters of one method, whatever they were declared in: raw pairs in, checked values out. */
export interface ParamsSpec {
  /** The declared parameters in the order of the schema. */
  readonly specs: readonly ParamSpec[]
  readonly names: ReadonlySet<string>
  /** Whether undeclared parameters reach the method too. */
  readonly open: boolean
  /**
   * Reads the declared parameters; the others never reach the method, unless it is open.
   *
   * @param ignored names that travel with a call and never reach a method
   * @throws ApiError with the code that the first wrong parameter names, else 123.
   */
  read(pairs: readonly Pair[], ignored: ReadonlySet<string>): Record<string, unknown>
  /** Whether a value by itself fits the parameter of that name. */
  fits(name: string, value: string): boolean
}
