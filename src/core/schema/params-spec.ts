import type { Pair } from '../pair.js'
import type { JsonSchema } from './json-schema.js'
import type { ParamFault } from './params.js'
import type { Shape } from './shape.js'
import type { WireTrees } from './wire-tree.js'

/** The description of a parameter, for documentation and typed envelopes. */
export interface ParamSpec extends Omit<JsonSchema, 'required' | 'type'> {
  readonly name: string
  /** `string`, `integer`, `number` or `boolean`, `string` for comma-separated lists of those; `object`, `array` or `any` for trees. */
  readonly type: string
  readonly required: boolean
  readonly fault: ParamFault
  readonly emptyClears: boolean
  /** The shape of a tree parameter, which as a text is JSON. */
  readonly tree?: Shape | undefined
  /** The shape of a list of scalars, which as a text is comma-separated. */
  readonly listShape?: Shape | undefined
}

/** A dialect's treatment of parameters that an open method does not declare. */
export interface UndeclaredNames {
  /** Names that no handler gets: those of credentials. */
  readonly ignored: ReadonlySet<string>
  /** Names that are refused, because envelopes use them: an open method may return its parameters. */
  readonly refused: ReadonlySet<string>
}

/** The parameters of a method: turns raw pairs into validated values. */
export interface ParamsSpec {
  /** The declared parameters in the order of the schema. */
  readonly specs: readonly ParamSpec[]
  readonly names: ReadonlySet<string>
  /** Whether the handler gets undeclared parameters too. */
  readonly open: boolean
  /**
   * Reads the declared parameters, and the others where the method is open.
   *
   * @param trees the parameters sent as native trees
   * @throws ApiError with the code that the first invalid parameter declares, else 123
   */
  read(pairs: readonly Pair[], undeclared: UndeclaredNames, trees?: WireTrees): Record<string, unknown>
  /** Whether a text is a valid value of the parameter. */
  fits(name: string, value: string): boolean
}
