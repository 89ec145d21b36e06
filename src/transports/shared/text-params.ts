import type { Dialect } from '../../core/dialect.js'
import type { MethodDescription } from '../../core/method-spec.js'
import type { ParamSpec, ParamsSpec } from '../../core/schema/params-spec.js'
import type { Shape } from '../../core/schema/shape.js'
import { memo } from './memo.js'

/**
 * Whether white space around a value is significant, and so signed: in free text, and in undeclared parameters of open
 * methods. Around other values it is formatting of the document.
 */
export function keepsSpace(method: MethodDescription | undefined, { credentials }: Dialect, name: string): boolean {
  if (method === undefined) return false
  if (method.params.names.has(name)) return textParams(method).has(name)
  return method.params.open && !credentials.reserved.has(name)
}

/** The free-text parameters of a method. */
export function textParams({ params }: MethodDescription): ReadonlySet<string> {
  return freeTextOf(params)
}

const freeTextOf = memo(
  ({ specs }: ParamsSpec): ReadonlySet<string> => new Set(specs.filter(isFreeText).map((spec) => spec.name)),
)

const none: ReadonlyMap<string, Shape> = new Map()

/** The tree parameters of a method, by name. */
export function treeParams(method: MethodDescription | undefined): ReadonlyMap<string, Shape> {
  return method === undefined ? none : treesOf(method.params)
}

const treesOf = memo(
  ({ specs }: ParamsSpec): ReadonlyMap<string, Shape> =>
    new Map(specs.flatMap(({ name, tree }): [string, Shape][] => (tree === undefined ? [] : [[name, tree]]))),
)

/** The parameters of a method that JSON carries natively, by name: trees, and lists of scalars. */
export function nativeParams(method: MethodDescription | undefined): ReadonlyMap<string, Shape> {
  return method === undefined ? none : nativesOf(method.params)
}

const nativesOf = memo(
  ({ specs }: ParamsSpec): ReadonlyMap<string, Shape> =>
    new Map(
      specs.flatMap(({ name, tree, listShape }): [string, Shape][] => {
        const shape = tree ?? listShape
        return shape === undefined ? [] : [[name, shape]]
      }),
    ),
)

/** Whether a parameter is a string without a pattern or an enum. */
function isFreeText({ type, pattern, enum: words }: ParamSpec): boolean {
  return type === 'string' && pattern === undefined && words === undefined
}

/** Trims the white space of XML (section 2.3), in linear time for any input. */
export function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
