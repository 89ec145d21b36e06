import { z } from 'zod'
import { ApiError, malformed } from '../api-error.js'
import type { Pair } from '../call.js'
import type { FaultTitles } from '../method.js'
import type { ParamFault } from './params.js'
import type { JsonSchema } from './shape.js'

/** A parameter as documentation and typed envelopes describe it. */
export interface ParamSpec extends Omit<JsonSchema, 'required'> {
  readonly name: string
  readonly required: boolean
  readonly fault: ParamFault
  readonly emptyClears: boolean
}

/** Checks the parameters of one method: raw pairs in, checked values out. */
export interface ParamsReader {
  /** The declared parameters in the order of the schema. */
  readonly specs: readonly ParamSpec[]
  readonly names: ReadonlySet<string>
  /** Whether undeclared parameters reach the method too. */
  readonly open: boolean
  /**
   * Reads the declared parameters; the others never reach the method, unless it is open.
   *
   * @throws ApiError with the code that the first wrong parameter names, else 123.
   */
  read(pairs: readonly Pair[]): Record<string, unknown>
  /** Whether a value by itself fits the parameter of that name. */
  fits(name: string, value: string): boolean
}

type ParamJsonSchema = Omit<JsonSchema, 'required'> & { fault?: ParamFault; emptyClears?: boolean }

/** What an open method may not be sent: names that travel with a call, and names that its answer has already. */
export interface ReservedNames {
  readonly ignored: ReadonlySet<string>
  readonly refused: ReadonlySet<string>
}

/** An XML name without a colon, so that any format can carry it back. */
const xmlName = /^[\p{L}_][\p{L}\p{N}\p{M}_.\-·]*$/u

/** Compiles the reader of a method's parameters. */
export function compileParams(params: z.ZodObject, faults: FaultTitles, reserved: ReservedNames): ParamsReader {
  const specs = describeParams(params)
  const byName = new Map(specs.map((spec) => [spec.name, spec]))
  const open = params.def.catchall !== undefined && !(params.def.catchall instanceof z.ZodNever)

  const collect = (pairs: readonly Pair[]): Record<string, string> => {
    const input: Record<string, string> = {}
    for (const [name, value] of pairs) {
      const spec = byName.get(name)
      if (spec !== undefined) {
        if (value !== '' || spec.emptyClears) input[name] = value
      } else if (open && !reserved.ignored.has(name)) {
        if (!xmlName.test(name) || reserved.refused.has(name)) {
          throw malformed(`No parameter can be named ${JSON.stringify(name)} here`)
        }
        input[name] = value
      }
    }
    return input
  }

  return {
    specs,
    names: new Set(byName.keys()),
    open,
    read(pairs) {
      const input = collect(pairs)
      const result = params.safeParse(input)
      if (result.success) return result.data
      throw paramError(result.error, input, byName, faults)
    },
    fits: (name, value) => params.shape[name] === undefined || z.safeParse(params.shape[name], value).success,
  }
}

/** Describes the parameters of a schema, in its order. */
function describeParams(params: z.ZodObject): ParamSpec[] {
  const schema = z.toJSONSchema(params, { io: 'input' })
  const required = new Set(schema.required)
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { fault = {}, emptyClears = false, ...rest } = property as ParamJsonSchema
    return { ...rest, name, required: required.has(name), fault, emptyClears }
  })
}

/** The error of the first wrong parameter in schema order. */
function paramError(
  error: z.ZodError,
  input: Record<string, string>,
  specs: ReadonlyMap<string, ParamSpec>,
  faults: FaultTitles,
): ApiError {
  const name = String(error.issues[0]?.path[0] ?? '')
  const missing = input[name] === undefined
  const code = missing ? specs.get(name)?.fault.missing : specs.get(name)?.fault.invalid
  const detail = missing ? `The parameter ${name} is missing` : `The parameter ${name} has a value that it cannot take`
  return code === undefined ? malformed(detail) : new ApiError(code, faults[code] ?? '', { detail })
}
