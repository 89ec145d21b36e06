import { z } from 'zod'
import { routeProblem } from './check-route.js'
import { holdsFiles } from './files/map-files.js'
import { parseLimits } from './limits/limit.js'
import { type CallableName, describeMethod, type MethodDescription } from './method-spec.js'
import type { PermissionKinds } from './permission-kinds.js'
import { fileInParams } from './schema/read-scalar.js'
import { isXmlName } from './schema/xml-name.js'

/** The longest name of a method, in letters. */
export const longestMethodName = 128

/** Words of letters and digits, joined by dots. */
export const methodName = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*$/

const text = z.string().min(1, 'must not be empty')
const line = text.regex(/^[^\r\n]+$/, 'must be one line')
const parameterName = z.string().refine(isXmlName, 'must be the name of an XML element')
const aFunction = z.custom<() => unknown>((value) => typeof value === 'function', 'must be a function')
const zodType = z.custom<z.ZodType>((value) => value instanceof z.ZodType, 'must be a schema of zod 4')
const zodObject = z.custom<z.ZodObject>((value) => value instanceof z.ZodObject, 'must be a z.object of zod 4')

const paramsSpec = z.looseObject({ specs: z.array(z.looseObject({ name: text })), read: aFunction, fits: aFunction })
const shape = z.looseObject({ kind: z.string() })
const route = z.strictObject({
  verb: z.string(),
  path: z.array(z.union([z.string(), z.strictObject({ param: text })])),
  params: z.map(text, z.looseObject({ in: z.enum(['path', 'query', 'header', 'cookie', 'body']), name: text })),
  body: text.optional(),
})

/** The parts of a definition that are the same for every kind of schema. */
const facts = {
  name: z
    .string()
    .max(longestMethodName, `must have at most ${longestMethodName} letters`)
    .regex(methodName, 'must be words of letters and digits, joined by dots'),
  service: text,
  summary: line,
  notes: z.array(text),
  needs: z.strictObject({
    key: z.boolean().optional(),
    signature: z.boolean().optional(),
    token: z.boolean().optional(),
    post: z.boolean().optional(),
    permission: z.record(z.string(), z.unknown()).optional(),
  }),
  files: z.array(parameterName),
  errors: z.record(
    z.string().regex(/^[1-9][0-9]?$/, 'must have a code from 1 to 99'),
    line,
    'must be an object of codes with their titles',
  ),
  limits: z.strictObject({ user: text.optional(), app: text.optional() }),
  timeLimit: z.number().positive().optional(),
  safety: z.boolean(),
  changelog: z.array(z.strictObject({ date: z.iso.date(), text })),
  deprecated: z.boolean().optional(),
  affects: aFunction.optional(),
  run: aFunction,
  file: text.optional(),
}

/** The members of a definition with the checks for modules that were not type-checked; unknown members are refused. */
const definition = z.strictObject({ ...facts, params: zodObject, result: zodType })
const specification = z.strictObject({ ...facts, params: paramsSpec, result: shape, route: route.optional() })

/**
 * Checks the members of a definition: a module in JavaScript can hold anything, and what it misspells must not open the
 * method to callers whom it should keep out.
 *
 * @throws TypeError that names the method, the member and its allowed values
 */
export function checkDefinition(method: CallableName & { readonly params: z.ZodObject }): void {
  checkMembers(method, definition)
  for (const [name, schema] of Object.entries(method.params.shape)) {
    const fault: unknown = schema.meta()?.['fault']
    if (fault !== undefined && !faultCodes.safeParse(fault).success)
      throw wrong(method, `params.${name}`, 'must have a fault of the form { missing, invalid }')
  }
}

const faultCodes = z.strictObject({ missing: z.int().optional(), invalid: z.int().optional() })

/** The rules for methods beyond their own definition. */
export interface SpecRules {
  /** Names that no parameter can have, since they are those of credentials. */
  readonly reserved: ReadonlySet<string>
  /** The kinds of permissions that a method may require. */
  readonly kinds: PermissionKinds
}

/**
 * Checks a method by itself, whatever it was written in.
 *
 * @throws TypeError that names the method, the member and its allowed values
 */
export function checkSpec(spec: MethodDescription, { reserved, kinds }: SpecRules): void {
  checkMembers(spec, specification)
  checkNeeds(spec)
  checkPermission(spec, kinds)
  checkLimits(spec)
  checkParameters(spec, reserved)
  checkRoute(spec)
}

function checkMembers(method: CallableName, schema: z.ZodObject): void {
  const [issue] = schema.safeParse(method).error?.issues ?? []
  if (issue !== undefined) throw wrong(method, issue.path.join('.'), describe(issue))
}

function checkNeeds(spec: MethodDescription): void {
  const { key, signature, token, permission } = spec.needs
  if (key === false && (signature === true || token === true)) {
    throw wrong(spec, 'needs.key', 'must not be false where a signature or a token is needed: both belong to a key')
  }
  const change = Object.entries(permission ?? {}).find(([, one]) => one !== undefined && one !== 'read')
  if (change !== undefined && token !== true) {
    throw wrong(
      spec,
      `needs.permission.${change[0]}`,
      `asks for ${change[1]}, so needs.token must be true: without it, calls without a token are let in`,
    )
  }
}

function checkPermission(spec: MethodDescription, kinds: PermissionKinds): void {
  for (const [name, level] of Object.entries(spec.needs.permission ?? {})) {
    const kind = kinds.find(name)
    if (kind === undefined) throw wrong(spec, 'needs.permission', `does not know ${name}; ${declared(kinds)}`)
    const levels = [...kind.levels.keys()]
    if (!levels.some((one) => one === level)) {
      throw wrong(spec, `needs.permission.${name}`, `must be ${levels.join(', ')}`)
    }
  }
}

function declared({ all }: PermissionKinds): string {
  if (all.length === 0) return 'no kind of permission is declared'
  return `the kinds that are declared are ${all.map(({ name }) => name).join(', ')}`
}

function checkLimits(spec: MethodDescription): void {
  for (const subject of ['user', 'app'] as const) {
    try {
      parseLimits(spec.limits[subject] ?? '')
    } catch (cause) {
      throw wrong(spec, `limits.${subject}:`, cause instanceof Error ? cause.message : String(cause))
    }
  }
}

/** Names that are refused in every call, because they would reach into an object's prototype. */
const poisonous: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function checkParameters(spec: MethodDescription, reserved: ReadonlySet<string>): void {
  const { files, params } = spec
  const names = params.specs.map(({ name }) => name)
  for (const name of [...names, ...files]) {
    const member = names.includes(name) ? `params.${name}` : `files.${name}`
    if (!isXmlName(name)) throw wrong(spec, member, 'must have the name of an XML element')
    if (reserved.has(name) || poisonous.has(name)) throw wrong(spec, member, 'has a name that no parameter can have')
  }
  const both = files.find((name, index) => names.includes(name) || files.indexOf(name) !== index)
  if (both !== undefined) throw wrong(spec, `files.${both}`, 'is declared twice')
  for (const { name, fault, tree } of params.specs) {
    if (tree !== undefined && holdsFiles(tree)) throw wrong(spec, `params.${name}`, fileInParams)
    const unknown = Object.values(fault).find((code) => code !== undefined && !(code in spec.errors))
    if (unknown !== undefined)
      throw wrong(spec, `params.${name}`, `names the fault ${unknown}, which errors must declare`)
  }
}

function checkRoute({ route, ...spec }: MethodDescription): void {
  const problem = route && routeProblem({ ...spec, route })
  if (problem !== undefined) throw wrong(spec, ...problem)
}

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `does not know ${issue.keys.join(', ')}`
    case 'invalid_value':
      return `must be ${issue.values.join(', ')}`
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    case 'invalid_type':
      return `must be a value of the type ${issue.expected}`
    default:
      return issue.message
  }
}

function wrong(method: CallableName, member: string, what: string): TypeError {
  return new TypeError(`${describeMethod(method)}: ${member || 'the definition'} ${what}`)
}
