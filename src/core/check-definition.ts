import { z } from 'zod'
import type { Method } from './define-method.js'
import { describeMethod } from './method-spec.js'
import type { PermissionKinds } from './permission-kinds.js'
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

/** What a module that no compiler has seen may get wrong; a key that is not listed is refused. */
const definition = z.strictObject({
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
  params: zodObject,
  files: z.array(parameterName),
  result: zodType,
  errors: z.record(
    z.string().regex(/^[1-9][0-9]?$/, 'must have a code from 1 to 99'),
    line,
    'must be an object of codes with their titles',
  ),
  limits: z.strictObject({ user: text.optional(), app: text.optional() }),
  safety: z.boolean(),
  changelog: z.array(z.strictObject({ date: z.iso.date(), text })),
  affects: aFunction.optional(),
  run: aFunction,
  file: text.optional(),
})

/**
 * Checks a method's definition by itself: a module in JavaScript can hold anything, and what it misspells must not
 * open the method to callers whom it should keep out.
 *
 * @param reserved names that no parameter can have, since some dialect carries credentials under them
 * @param kinds what permissions may be needed of
 * @throws TypeError that names the method, the member and what it may be
 */
export function checkDefinition(method: Method<never>, reserved: ReadonlySet<string>, kinds: PermissionKinds): void {
  const result = definition.safeParse(method)
  const [issue] = result.error?.issues ?? []
  if (issue !== undefined) throw wrong(method, issue.path.join('.'), describe(issue))
  checkNeeds(method)
  checkPermission(method, kinds)
  checkParameters(method, reserved)
}

function checkNeeds(method: Method<never>): void {
  const { key, signature, token, permission } = method.needs
  if (key === false && (signature === true || token === true)) {
    throw wrong(method, 'needs.key', 'must not be false where a signature or a token is needed: both belong to a key')
  }
  const change = Object.entries(permission ?? {}).find(([, one]) => one !== undefined && one !== 'read')
  if (change !== undefined && token !== true) {
    throw wrong(
      method,
      `needs.permission.${change[0]}`,
      `asks for ${change[1]}, so needs.token must be true: without it, calls without a token are let in`,
    )
  }
}

function checkPermission(method: Method<never>, kinds: PermissionKinds): void {
  for (const [name, level] of Object.entries(method.needs.permission ?? {})) {
    const kind = kinds.find(name)
    if (kind === undefined) throw wrong(method, 'needs.permission', `does not know ${name}; ${declared(kinds)}`)
    const levels = [...kind.levels.keys()]
    if (!levels.some((one) => one === level)) {
      throw wrong(method, `needs.permission.${name}`, `must be ${levels.join(', ')}`)
    }
  }
}

function declared({ all }: PermissionKinds): string {
  if (all.length === 0) return 'no kind of permission is declared'
  return `the kinds that are declared are ${all.map(({ name }) => name).join(', ')}`
}

/** Names that are refused in every call, because they would reach into an object's prototype. */
const poisonous: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function checkParameters(method: Method<never>, reserved: ReadonlySet<string>): void {
  const names = Object.keys(method.params.shape)
  for (const name of [...names, ...method.files]) {
    const member = names.includes(name) ? `params.${name}` : `files.${name}`
    if (!isXmlName(name)) throw wrong(method, member, 'must have the name of an XML element')
    if (reserved.has(name) || poisonous.has(name)) throw wrong(method, member, 'has a name that no parameter can have')
  }
  const both = method.files.find((name, index) => names.includes(name) || method.files.indexOf(name) !== index)
  if (both !== undefined) throw wrong(method, `files.${both}`, 'is declared twice')
  for (const name of names) checkFaults(method, name)
}

/** The codes that a parameter names for its faults must be the method's own. */
function checkFaults(method: Method<never>, name: string): void {
  const fault: unknown = method.params.shape[name]?.meta()?.['fault']
  if (fault === undefined) return
  const codes = z.strictObject({ missing: z.int().optional(), invalid: z.int().optional() }).safeParse(fault)
  if (!codes.success) throw wrong(method, `params.${name}`, 'must have a fault of the form { missing, invalid }')
  const unknown = Object.values(codes.data).find((code) => code !== undefined && !(code in method.errors))
  if (unknown !== undefined)
    throw wrong(method, `params.${name}`, `names the fault ${unknown}, which errors must declare`)
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

function wrong(method: Method<never>, member: string, what: string): TypeError {
  return new TypeError(`${describeMethod(method)}: ${member || 'the definition'} ${what}`)
}
