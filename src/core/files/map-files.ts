import { compilePick, isObject } from '../schema/pick-branch.js'
import type { NamedShape, ObjectShape, Shape } from '../schema/shape.js'

/** Replaces a file. @param path the method and the path of the file in its result, for messages */
export type ReplaceFile = (file: unknown, path: string) => unknown

/** Copies a result with its files replaced, in a constant order. What does not fit the Shape stays, for its writer to refuse. */
export type MapFiles = (result: unknown, replace: ReplaceFile) => unknown

/** Compiles the replacement of the files in results of a Shape; undefined where it holds none. */
export function compileMapFiles(shape: Shape): MapFiles | undefined {
  return holdsFiles(shape) ? compile(shape, new Map()) : undefined
}

/**
 * Whether results of a Shape may hold files.
 *
 * @param seen the named shapes that were looked at, each once: shapes that refer to one another have more paths than can be walked
 */
export function holdsFiles(shape: Shape, seen: Set<Shape> = new Set()): boolean {
  const holds = (inner: Shape) => holdsFiles(inner, seen)
  switch (shape.kind) {
    case 'file':
      return true
    case 'scalar':
    case 'any':
      return false
    case 'list':
      return holds(shape.item)
    case 'object':
      return shape.members.some((member) => holds(member.shape)) || (shape.rest !== undefined && holds(shape.rest))
    case 'union':
      return shape.branches.some(holds)
    case 'ref': {
      const target = shape.target()
      if (seen.has(target)) return false
      seen.add(target)
      return holdsFiles(target, seen)
    }
  }
}

/** Mappers of named shapes, which may be recursive. */
type Named = Map<NamedShape, MapFiles>

function compile(shape: Shape, named: Named): MapFiles {
  if (!holdsFiles(shape)) return (value) => value
  switch (shape.kind) {
    case 'file':
      return (value, replace) => replace(value, shape.path)
    case 'list': {
      const item = compile(shape.item, named)
      return (value, replace) => (Array.isArray(value) ? value.map((each) => item(each, replace)) : value)
    }
    case 'object':
      return compileObject(shape, named)
    case 'union': {
      const pick = compilePick(shape)
      const branches = shape.branches.map((branch) => compile(branch, named))
      return (value, replace) => branches[pick(value) ?? -1]?.(value, replace) ?? value
    }
    case 'ref': {
      const target = shape.target()
      return (value, replace) => {
        const map = named.get(target) ?? compile(target, named)
        named.set(target, map)
        return map(value, replace)
      }
    }
    default:
      return (value) => value
  }
}

function compileObject({ members, rest }: ObjectShape, named: Named): MapFiles {
  const declared = new Map(members.map(({ name, shape }) => [name, compile(shape, named)]))
  const other = rest && compile(rest, named)
  return (value, replace) => {
    if (!isObject(value)) return value
    const names = new Set([...declared.keys(), ...(other === undefined ? [] : Object.keys(value))])
    const mapped = Array.from(names, (name): [string, unknown] => {
      const member = memberOf(value, name)
      const map = declared.get(name) ?? other
      return [name, map === undefined || member === undefined || member === null ? member : map(member, replace)]
    })
    return Object.fromEntries(mapped.filter(([, member]) => member !== undefined))
  }
}

/** A member as writers read it: inherited too, since handlers may give objects of classes, but not from `Object.prototype`. */
function memberOf(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return name in Object.prototype && !Object.hasOwn(value, name) ? undefined : value[name]
}
