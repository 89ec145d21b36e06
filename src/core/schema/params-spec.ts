import type { Pair } from '../pair.js'
import type { JsonSchema } from './json-schema.js'
import type { ParamFault } from './params.js'
import type { Shape } from './shape.js'
import type { WireTrees } from './wire-tree.js'

/** A parameter as documentation and typed envelopes describe it. */
export interface ParamSpec extends Omit<JsonSchema, 'required' | 'type'> {
  readonly name: string
  /** `string`, `integer`, `number` or `boolean`, lists of which are comma-separated strings; of trees `object`, `array` or `any`. */
  readonly type: string
  readonly required: boolean
  readonly fault: ParamFault
  readonly emptyClears: boolean
  /** What the value looks like where it is more than a text: such a text is JSON. */
  readonly tree?: Shape | undefined
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
   * @param trees the parameters whose values are no texts
   * @param ignored names that travel with a call and never reach a method
   * @throws ApiError with the code that the first wrong parameter names, else 123.
   */
  read(pairs: readonly Pair[], ignored: ReadonlySet<string>, trees?: WireTrees): Record<string, unknown>
  /** Whether a value by itself fits the parameter of that name. */
  fits(name: string, value: string): boolean
}
