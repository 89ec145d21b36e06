import { resolved, type ScalarShape, type Shape } from '../../src/core/schema/shape.js'
import { memberShape, type Tree } from './trees.js'

/** A number as it is written, which JavaScript would not keep. */
interface Digits {
  readonly digits: string
}

/** A tree out of JSON in its own types, which must be the declared ones. What other formats leave out is left out. */
export function nativeTree(json: string, shape: Shape): Tree {
  const tree = treeOf(parse(json), shape)
  const { kind } = resolved(shape)
  if (kind === 'object' || kind === 'union') return tree
  // What stands by itself here is a member everywhere else, and an empty list is left out there.
  if (kind === 'list') return Array.isArray(tree) && tree.length === 0 ? {} : { items: tree }
  return { value: tree }
}

function parse(json: string): unknown {
  const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
  return JSON.parse(json.replace(token, (found) => (found.startsWith('"') ? found : `{"digits":"${found}"}`)))
}

function treeOf(value: unknown, declared: Shape): Tree {
  const found = resolved(declared)
  const shape = found.kind === 'union' ? found.merged : found
  switch (shape.kind) {
    case 'any':
      return anyTree(value)
    case 'file':
      if (typeof value !== 'string') throw new Error(`${shape.path} should be base64`)
      return value
    case 'scalar':
      return scalarText(value, shape)
    case 'list':
      if (!Array.isArray(value)) throw new Error(`${JSON.stringify(value)} should be a list`)
      return value.map((item) => treeOf(item, shape.item))
    case 'object':
      return Object.fromEntries(
        Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, part]): [string, Tree][] => {
          const member = memberShape(shape, name)
          const isLeftOut = member.kind === 'list' && !member.keepEmpty && Array.isArray(part) && part.length === 0
          return part === null || isLeftOut ? [] : [[name, treeOf(part, member)]]
        }),
      )
  }
}

function anyTree(value: unknown): Tree {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(anyTree)
  if (isDigits(value)) return value.digits
  return Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, anyTree(member)]))
}

function scalarText(value: unknown, { type, path }: ScalarShape): string {
  if (isDigits(value)) {
    if (!numbers.has(type)) throw new Error(`${path} should be no number`)
    return value.digits
  }
  if (type === 'boolean' && typeof value === 'boolean') return value ? '1' : '0'
  if (type === 'boolean' || typeof value !== 'string') throw new Error(`${path} is of the wrong type`)
  if (numbers.has(type) && isSmall(value)) throw new Error(`${path} should be a number`)
  return value
}

const numbers: ReadonlySet<ScalarShape['type']> = new Set(['integer', 'unix-time', 'long', 'number', 'decimal'])

/** Whether a double has room for all digits, so that they must not be text. */
function isSmall(text: string): boolean {
  return text.includes('.') ? text.length <= 15 : Number.isSafeInteger(Number(text))
}

function isDigits(value: unknown): value is Digits {
  return typeof value === 'object' && value !== null && 'digits' in value && Object.keys(value).length === 1
}
