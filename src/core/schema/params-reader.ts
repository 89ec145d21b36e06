import { z } from 'zod'
import { ApiError, apiError, malformed } from '../api-error.js'
import type { FaultTitles } from '../method-spec.js'
import type { Pair } from '../pair.js'
import { type JsonSchema, withoutNull } from './json-schema.js'
import type { ParamFault } from './params.js'
import type { ParamSpec, ParamsSpec } from './params-spec.js'
import { isList, type ReadText, textReader } from './read-text.js'
import { envelopeMembers } from './shape.js'
import { isXmlName } from './xml-name.js'

type ParamJsonSchema = Omit<JsonSchema, 'required'> & { fault?: ParamFault; emptyClears?: boolean }

/** A declared parameter, ready to be read. */
interface Param {
  readonly spec: ParamSpec
  readonly read: ReadText
}

/**
 * Compiles the reader of a method's parameters.
 *
 * @param owner the method, for messages
 * @throws TypeError that names a parameter whose schema no text fits
 */
export function compileParams(params: z.ZodObject, faults: FaultTitles, owner: string): ParamsSpec {
  const specs = describeParams(params)
  const byName = new Map(
    specs.map((spec): [string, Param] => [spec.name, { spec, read: readerOf(params, spec, owner) }]),
  )
  const open = params.def.catchall !== undefined && !(params.def.catchall instanceof z.ZodNever)

  const collect = (pairs: readonly Pair[], ignored: ReadonlySet<string>): Record<string, unknown> => {
    const input: Record<string, unknown> = {}
    for (const [name, value] of pairs) {
      const param = byName.get(name)
      if (param !== undefined) {
        if (value !== '' || param.spec.emptyClears) input[name] = param.read(value)
      } else if (open && !ignored.has(name)) {
        // The answer of an open method may give a parameter back beside the status of the envelope.
        if (!isXmlName(name) || envelopeMembers.has(name)) {
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
    read(pairs, ignored) {
      const input = collect(pairs, ignored)
      const result = params.safeParse(input)
      if (result.success) return result.data
      throw paramError(result.error, input, byName, faults)
    },
    fits(name, value) {
      const schema = params.shape[name]
      return schema === undefined || z.safeParse(schema, byName.get(name)?.read(value)).success
    },
  }
}

/** Describes the parameters of a schema, in its order. */
function describeParams(params: z.ZodObject): ParamSpec[] {
  const schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' })
  const required = new Set(schema.required)
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { fault = {}, emptyClears = false, ...described } = property as ParamJsonSchema
    const { required: _, ...rest } = withoutNull(described)
    const schema = params.shape[name]
    const type = typeof rest.type === 'string' && schema !== undefined && !isList(schema) ? rest.type : 'string'
    return { ...rest, type, name, required: required.has(name), fault, emptyClears }
  })
}

function readerOf(params: z.ZodObject, { name }: ParamSpec, owner: string): ReadText {
  try {
    return textReader(params.shape[name] ?? z.never())
  } catch (cause) {
    throw new TypeError(`${owner}: params.${name} ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** The error of the first wrong parameter in schema order. */
function paramError(
  error: z.ZodError,
  input: Readonly<Record<string, unknown>>,
  params: ReadonlyMap<string, Param>,
  faults: FaultTitles,
): ApiError {
  const [issue] = error.issues
  // A check of the whole object names no parameter.
  if (issue?.path[0] === undefined) return malformed(issue?.message ?? 'The parameters do not go together')
  const name = String(issue.path[0])
  const missing = input[name] === undefined
  const fault = params.get(name)?.spec.fault
  const code = missing ? fault?.missing : fault?.invalid
  const detail = missing ? `The parameter ${name} is missing` : `The parameter ${name} has a value that it cannot take`
  const parameters = [{ name, reason: missing ? 'missing' : 'invalid' }] as const
  const details = { detail, parameters }
  return code === undefined
    ? apiError('request-malformed', details)
    : new ApiError({ code, title: faults[code] ?? '' }, details)
}
