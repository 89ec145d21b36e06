import { compilePick } from '../../../core/schema/pick-branch.js'
import type { Member, ObjectShape, Shape, UnionShape } from '../../../core/schema/shape.js'
import { notXml } from '../xml/not-xml.js'
import { membersOf, type Render, unfit } from './scalar-text.js'

/** Writes a value under a name that is known with the value only. */
export type RenderNamed = (name: string, value: unknown) => string

/**
 * Compiles the writer of an object's members: one piece of text for each member that is there. Absent are
 * undefined, null, and empty lists that are not kept; what the shape does not declare never shows.
 *
 * @param write compiles a member: the member in, the writer of its value out
 * @param writeOther compiles the members of a shape that are not declared: the writer takes their names too
 * @param part which members are written here, where a format writes an object in parts
 * @throws TypeError from the writer, where the value is no such object, lacks a member, or has one under a name that
 * cannot be written
 */
export function compileMembers(
  shape: ObjectShape,
  write: (member: Member) => Render,
  writeOther: (shape: Shape) => RenderNamed,
  part: { readonly keeps: (member: Member) => boolean; readonly rest: boolean } = { keeps: () => true, rest: true },
): (value: unknown) => string[] {
  const { members, rest } = shape
  const known = members.filter(part.keeps).map((member) => ({
    name: member.name,
    render: write(member),
    isInherited: member.name in Object.prototype,
    dropEmpty: dropsEmpty(member.shape),
    missing: member.optional || dropsEmpty(member.shape) ? undefined : member.shape.path,
  }))
  const others = rest === undefined || !part.rest ? undefined : compileOthers(shape, rest, writeOther(rest))
  return (value) => {
    const object = membersOf(value, shape)
    const pieces: string[] = []
    for (const { name, render, isInherited, dropEmpty, missing } of known) {
      const member = isInherited && !Object.hasOwn(object, name) ? undefined : object[name]
      if (member === undefined || member === null) {
        if (missing !== undefined) throw new TypeError(`${missing} is missing; it is declared as required`)
        continue
      }
      if (dropEmpty && isEmptyList(member)) continue
      pieces.push(render(member))
    }
    others?.(object, pieces)
    return pieces
  }
}

/** Compiles the writer of the members that are not declared. */
function compileOthers({ members, reserved, path }: ObjectShape, rest: Shape, write: RenderNamed) {
  const declared = new Set(members.map(({ name }) => name))
  return (object: Readonly<Record<string, unknown>>, pieces: string[]): void => {
    for (const name of Object.keys(object)) {
      const value = object[name]
      if (declared.has(name) || value === undefined || value === null) continue
      if (notXml.test(name))
        throw new TypeError(`${path} has a member whose name holds characters that XML cannot carry`)
      if (reserved.has(name)) throw new TypeError(`${path} has a member named ${name}, as the envelope has`)
      // Repeated elements cannot show that there are none, and no schema names what should be there.
      if (rest.kind === 'list' && isEmptyList(value)) continue
      pieces.push(write(name, value))
    }
  }
}

/**
 * Compiles the writer of a union: that of the branch which a value is of.
 *
 * @throws TypeError from the writer, where the value is of none
 */
export function compileUnion<Write extends (...values: never[]) => unknown>(
  union: UnionShape,
  compile: (branch: ObjectShape) => Write,
): (value: unknown) => Write {
  const pick = compilePick(union)
  const writers = union.branches.map(compile)
  return (value) => {
    const writer = writers[pick(value) ?? -1]
    return writer ?? unfit(union, value, 'an object of one of the declared kinds')
  }
}

function dropsEmpty(shape: Shape): boolean {
  return shape.kind === 'list' && !shape.keepEmpty
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
