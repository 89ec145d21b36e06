import { notXml } from '../../../core/schema/not-xml.js'
import { compilePick } from '../../../core/schema/pick-branch.js'
import type { Member, ObjectShape, Shape, UnionShape } from '../../../core/schema/shape.js'
import { membersOf, type Render, unfit } from './scalar-text.js'

/** Writes a value under a name that is not known at compile time. */
export type RenderNamed = (name: string, value: unknown) => string

/** Options of writing the members of an object. */
export interface WrittenPart {
  readonly keeps: (member: Member) => boolean
  /** Whether undeclared members are written. */
  readonly rest: boolean
  /** Writes a member that is null. With it empty lists are written too. */
  readonly writeNull?: (name: string) => string
}

const all: WrittenPart = { keeps: () => true, rest: true }

/**
 * Compiles the writer of an object's members: a text for each member that is present. Absent are undefined, null, and
 * empty lists without `keepEmpty`. Undeclared members are written for open shapes only.
 *
 * @param write compiles the writer of a member
 * @param writeOther compiles the writer of undeclared members, which takes their names too
 * @param part options
 * @throws TypeError from the writer, for a value that is no object, lacks a member, or has an invalid name
 */
export function compileMembers(
  shape: ObjectShape,
  write: (member: Member) => Render,
  writeOther: (shape: Shape) => RenderNamed,
  part: WrittenPart = all,
): (value: unknown) => string[] {
  const { members, rest } = shape
  const known = members.filter(part.keeps).map((member) => ({
    name: member.name,
    render: write(member),
    isInherited: member.name in Object.prototype,
    dropEmpty: part.writeNull === undefined && dropsEmpty(member.shape),
    whenNull: part.writeNull?.(member.name),
    missing: member.optional || dropsEmpty(member.shape) ? undefined : member.shape.path,
  }))
  const others =
    rest === undefined || !part.rest ? undefined : compileOthers(shape, rest, writeOther(rest), part.writeNull)
  return (value) => {
    const object = membersOf(value, shape)
    const pieces: string[] = []
    for (const { name, render, isInherited, dropEmpty, whenNull, missing } of known) {
      const member = isInherited && !Object.hasOwn(object, name) ? undefined : object[name]
      if (member === undefined || member === null) {
        if (missing !== undefined) throw new TypeError(`${missing} is missing; it is declared as required`)
        if (member === null && whenNull !== undefined) pieces.push(whenNull)
        continue
      }
      if (dropEmpty && isEmptyList(member)) continue
      pieces.push(render(member))
    }
    others?.(object, pieces)
    return pieces
  }
}

/** Compiles the writer of undeclared members. */
function compileOthers(
  { members, path }: ObjectShape,
  rest: Shape,
  write: RenderNamed,
  writeNull: WrittenPart['writeNull'],
) {
  const declared = new Set(members.map(({ name }) => name))
  return (object: Readonly<Record<string, unknown>>, pieces: string[]): void => {
    for (const name of Object.keys(object)) {
      const value = object[name]
      if (declared.has(name) || value === undefined || (value === null && writeNull === undefined)) continue
      if (notXml.test(name))
        throw new TypeError(`${path} has a member whose name holds characters that XML cannot carry`)
      // Repeated elements cannot express an empty list, and for an undeclared member no schema does.
      if (writeNull === undefined && rest.kind === 'list' && isEmptyList(value)) continue
      pieces.push(value === null && writeNull !== undefined ? writeNull(name) : write(name, value))
    }
  }
}

/**
 * Compiles the writer of a union: it writes the branch that the value matches.
 *
 * @throws TypeError from the writer, where the value matches none
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
