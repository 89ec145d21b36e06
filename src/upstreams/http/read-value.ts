import { notXml } from '../../core/schema/not-xml.js'
import { compilePick, isObject } from '../../core/schema/pick-branch.js'
import { deepestTree, type NamedShape, type ObjectShape, type Shape } from '../../core/schema/shape.js'
import { prototypeNames } from '../../core/schema/wire-tree.js'
import { type ReadValue, unfit } from './answer-value.js'
import { anyValue } from './read-any.js'
import { compileScalar } from './read-scalar-value.js'

/** Compiles the reader of the answers of a shape. */
export function compileAnswer(shape: Shape): ReadValue {
  return compile(shape, new Map())
}

type Named = Map<NamedShape, ReadValue>

function compile(shape: Shape, named: Named): ReadValue {
  switch (shape.kind) {
    case 'scalar':
      return compileScalar(shape)
    case 'list': {
      const item = compile(shape.item, named)
      return (value, facts, depth) => {
        if (!Array.isArray(value)) throw unfit(shape, 'a list')
        return value.map((each) => item(each, facts, depth + 1))
      }
    }
    case 'object':
      return compileObject(shape, named)
    case 'union': {
      const pick = compilePick(shape)
      const branches = shape.branches.map((branch) => compileObject(branch, named))
      return (value, facts, depth) => {
        const branch = branches[pick(value) ?? -1]
        if (branch === undefined) throw unfit(shape, 'an object of one of the declared kinds')
        return branch(value, facts, depth)
      }
    }
    case 'ref':
      return compileRef(shape.target, named)
    case 'any':
      return (value, facts, depth) => anyValue(value, facts, shape.path, depth)
    case 'file':
      throw new TypeError(`${shape.path} is a file inside an answer of JSON`)
  }
}

/** A named shape, which may hold itself: its depth is bounded as writers bound it. */
function compileRef(target: () => NamedShape, named: Named): ReadValue {
  let read: ReadValue | undefined
  return (value, facts, depth) => {
    const shape = target()
    if (depth > deepestTree) throw unfit(shape, `nested at most ${deepestTree} deep`)
    read ??= named.get(shape) ?? compile(shape, named)
    named.set(shape, read)
    return read(value, facts, depth)
  }
}

function compileObject({ members, rest, ...shape }: ObjectShape, named: Named): ReadValue {
  const declared = members.map((member) => ({
    name: member.name,
    path: member.shape.path,
    isInherited: member.name in Object.prototype,
    read: compile(member.shape, named),
    isRequired: !member.optional && member.shape.kind !== 'list',
  }))
  const others =
    rest === undefined
      ? undefined
      : compileOthers(
          members.map(({ name }) => name),
          compile(rest, named),
          shape.path,
        )
  return (value, facts, depth) => {
    if (!isMutable(value)) throw unfit(shape, 'an object')
    for (const { name, path, isInherited, read, isRequired } of declared) {
      const member = isInherited && !Object.hasOwn(value, name) ? undefined : value[name]
      if (member === undefined || member === null) {
        if (isRequired) facts.onMissing(path)
        continue
      }
      const given = read(member, facts, depth + 1)
      if (given !== member) value[name] = given
    }
    return others === undefined ? value : others(value, facts, depth)
  }
}

/** Reads undeclared members. Names that lead to prototypes are dropped. */
function compileOthers(names: readonly string[], read: ReadValue, path: string): ReadValue {
  const declared = new Set(names)
  return (value, facts, depth) => {
    const members: [string, unknown][] = []
    for (const [name, member] of Object.entries(isObject(value) ? value : {})) {
      if (prototypeNames.has(name) && !declared.has(name)) continue
      if (facts.isSuspicious && notXml.test(name)) throw unfit({ path }, 'free of names with control characters')
      members.push([name, declared.has(name) || member === null ? member : read(member, facts, depth + 1)])
    }
    return Object.fromEntries(members)
  }
}

function isMutable(value: unknown): value is Record<string, unknown> {
  return isObject(value)
}
