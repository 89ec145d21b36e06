import { z } from 'zod'
import { ApiError, apiError, malformed } from '../api-error.js'
import type { FaultTitles } from '../method-spec.js'
import type { Pair } from '../pair.js'
import { type JsonSchema, withoutNull } from './json-schema.js'
import type { ParamFault } from './params.js'
import type { ParamSpec, ParamsSpec, UndeclaredNames } from './params-spec.js'
import { readJson } from './read-json.js'
import { fromJsonSchema, type SchemaRules } from './read-json-schema.js'
import { isList, isTree, type ReadText, textReader } from './read-text.js'
import { type ReadTree, treeReader } from './read-tree.js'
import type { Shape } from './shape.js'
import { WireTreeError, type WireTrees } from './wire-tree.js'
import { isXmlName } from './xml-name.js'
import { describeZod } from './zod-shape.js'

type ParamJsonSchema = Omit<JsonSchema, 'required'> & { fault?: ParamFault; emptyClears?: boolean }

/** A declared parameter with its compiled readers. */
interface Param {
  readonly spec: ParamSpec
  readonly read: ReadText
  /** Undefined for a parameter that is always a text. */
  readonly readTree: ReadTree | undefined
}

/**
 * Compiles the reader of a method's parameters.
 *
 * @param owner the method, for messages
 * @throws TypeError that names a parameter whose schema accepts no text
 */
export function compileParams(params: z.ZodObject, faults: FaultTitles, owner: string): ParamsSpec {
  return compileReader(params, describeParams(params, owner), faults, owner)
}

/**
 * Compiles the reader of parameters that are described already.
 *
 * @param specs the description of every member of `params`
 * @throws TypeError that names a parameter whose schema accepts no text
 */
export function compileReader(
  params: z.ZodObject,
  specs: readonly ParamSpec[],
  faults: FaultTitles,
  owner: string,
): ParamsSpec {
  const byName = new Map(specs.map((spec): [string, Param] => [spec.name, compileParam(params, spec, owner)]))
  const treeNames = specs.filter((spec) => spec.tree !== undefined).map((spec) => spec.name)
  const open = params.def.catchall !== undefined && !(params.def.catchall instanceof z.ZodNever)

  const collect = (
    pairs: readonly Pair[],
    { ignored, refused }: UndeclaredNames,
    trees: WireTrees | undefined,
  ): Record<string, unknown> => {
    const input: Record<string, unknown> = {}
    for (const [name, value] of pairs) {
      const param = byName.get(name)
      if (param !== undefined) {
        if (value !== '' || param.spec.emptyClears) input[name] = param.read(value)
      } else if (open && !ignored.has(name)) {
        // An open method may return a parameter as a member of its answer, beside the members of the envelope.
        if (!isXmlName(name) || refused.has(name)) {
          throw malformed(`No parameter can be named ${JSON.stringify(name)} here`)
        }
        input[name] = value
      }
    }
    if (trees !== undefined) readTrees(trees, byName, input)
    return input
  }

  return {
    specs,
    names: new Set(byName.keys()),
    open,
    read(pairs, undeclared, trees) {
      const input = collect(pairs, undeclared, trees)
      const result = params.safeParse(input)
      const unreadable = treeNames.length === 0 ? undefined : firstUnreadable(input, treeNames)
      if (result.success && unreadable === undefined) return result.data
      const issue = firstIssue(result.error?.issues[0], unreadable, byName)
      throw paramError(issue, input, byName, faults)
    },
    fits(name, value) {
      const schema = params.shape[name]
      return schema === undefined || z.safeParse(schema, byName.get(name)?.read(value)).success
    },
  }
}

/** Reads the parameters that were sent as native trees into `input`. */
function readTrees(trees: WireTrees, params: ReadonlyMap<string, Param>, input: Record<string, unknown>): void {
  for (const [name, tree] of trees) {
    const readTree = params.get(name)?.readTree
    if (readTree !== undefined && tree !== null) input[name] = readTree(tree)
  }
}

/** Describes the parameters in the order of the schema. */
function describeParams(params: z.ZodObject, owner: string): ParamSpec[] {
  const document = describeZod(params, 'input')
  const required = new Set(document.required)
  return Object.entries(document.properties ?? {}).map(([name, property]) => {
    const schema = params.shape[name] ?? z.never()
    const path = `${owner}: params.${name}`
    const options = { document, top: false, defaults: true }
    const shape = (kind: 'tree' | 'list') =>
      fromJsonSchema(property, path, kind === 'tree' ? options : { ...options, ...anyItem })
    return describeParam({ name, required: required.has(name), ...nativeShape(schema, shape) }, property)
  })
}

/** Lists of scalars are read by their texts, so that their items may be of kinds which no Shape has. */
const anyItem: SchemaRules = { onUnsupported: () => {} }

/** The shape of a parameter that is more than one text. @param shape reads its JSON Schema */
export function nativeShape(
  schema: z.core.$ZodType,
  shape: (kind: 'tree' | 'list') => Shape,
): Pick<ParamSpec, 'tree' | 'listShape'> {
  if (isTree(schema)) return { tree: shape('tree') }
  return isList(schema) ? { listShape: shape('list') } : {}
}

/** The facts about a parameter that its JSON Schema does not hold. */
type ParamFacts = Pick<ParamSpec, 'name' | 'required' | 'tree' | 'listShape'>

/** Describes a parameter. @param property its JSON Schema, with references resolved at the top level */
export function describeParam({ name, required, tree, listShape }: ParamFacts, property: JsonSchema): ParamSpec {
  const { fault = {}, emptyClears = false, unrepresentable: _, ...described } = property as ParamJsonSchema
  const { required: __, ...rest } = withoutNull(described)
  const flat = typeof rest.type === 'string' && listShape === undefined ? rest.type : 'string'
  const type = tree === undefined ? flat : treeType(tree)
  return { ...rest, type, name, required, fault, emptyClears, tree, ...(listShape !== undefined && { listShape }) }
}

function treeType(tree: Shape): string {
  if (tree.kind === 'list') return 'array'
  return tree.kind === 'any' ? 'any' : 'object'
}

function compileParam(params: z.ZodObject, spec: ParamSpec, owner: string): Param {
  const schema = params.shape[spec.name] ?? z.never()
  try {
    const readList = spec.listShape === undefined && spec.tree !== undefined ? undefined : textReader(schema)
    const readTree = spec.tree === undefined && spec.listShape === undefined ? undefined : treeReader(schema)
    return { spec, read: textOrJson(readList, spec.tree === undefined ? undefined : readTree), readTree }
  } catch (cause) {
    throw new TypeError(`${owner}: params.${spec.name} ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** The reader of texts: as they are, as JSON, or for a list that is a tree as JSON where it begins as such. */
function textOrJson(readText: ReadText | undefined, readTree: ReadTree | undefined): ReadText {
  if (readTree === undefined) return readText ?? ((text) => text)
  const readsJson: ReadText = (text) => readJsonText(text, readTree)
  if (readText === undefined) return readsJson
  return (text) => (/^\s*\[/.test(text) ? readsJson(text) : readText(text))
}

/** Reads a tree from JSON text; returns the WireTreeError for invalid text. */
function readJsonText(text: string, readTree: ReadTree): unknown {
  try {
    return readTree(readJson(text))
  } catch (thrown) {
    if (thrown instanceof WireTreeError) return thrown
    throw thrown
  }
}

/** The path and the message of an invalid parameter. */
type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>

/** The issue of the first parameter that is no JSON text. */
function firstUnreadable(input: Readonly<Record<string, unknown>>, names: readonly string[]): Issue | undefined {
  const name = names.find((one) => input[one] instanceof WireTreeError)
  const reason = name === undefined ? undefined : input[name]
  return name !== undefined && reason instanceof WireTreeError ? { path: [name], message: reason.message } : undefined
}

/** The one of two issues whose parameter comes first in the schema. */
function firstIssue(
  issue: Issue | undefined,
  unreadable: Issue | undefined,
  params: ReadonlyMap<string, Param>,
): Issue | undefined {
  const place = ({ path: [name] }: Issue) => [...params.keys()].indexOf(String(name))
  if (issue === undefined || unreadable === undefined) return issue ?? unreadable
  return place(unreadable) <= place(issue) ? unreadable : issue
}

/** The error for an invalid parameter. */
function paramError(
  issue: Issue | undefined,
  input: Readonly<Record<string, unknown>>,
  params: ReadonlyMap<string, Param>,
  faults: FaultTitles,
): ApiError {
  // A refinement of the whole object has no path.
  if (issue?.path[0] === undefined) return malformed(issue?.message ?? 'The parameters do not go together')
  const name = String(issue.path[0])
  const isAbsent = input[name] === undefined
  const fault = params.get(name)?.spec.fault
  const code = isAbsent ? fault?.missing : fault?.invalid
  const detail = `The parameter ${pathOf(issue)} ${describeIssue(issue, input)}`
  const parameters = [{ name, reason: isAbsent ? 'missing' : 'invalid' }] as const
  const details = { detail, parameters }
  return code === undefined
    ? apiError('request-malformed', details)
    : new ApiError({ code, title: faults[code] ?? '' }, details)
}

/** The path of a value, such as `lines[2].sku`. */
function pathOf({ path: [name, ...inner] }: Issue): string {
  return inner.reduce<string>(
    (place, step) => (typeof step === 'number' ? `${place}[${step}]` : `${place}.${String(step)}`),
    String(name),
  )
}

function describeIssue({ path, message }: Issue, input: Readonly<Record<string, unknown>>): string {
  if (input[String(path[0])] instanceof WireTreeError) return message
  const value = path.reduce<unknown>(
    (whole, step) => (isContainer(whole) && Object.hasOwn(whole, step) ? Reflect.get(whole, step) : undefined),
    input,
  )
  return value === undefined ? 'is missing' : 'has a value that it cannot take'
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
