import type { Member, ObjectShape, Shape } from '../../../core/schema/shape.js'
import { itemsOf, membersOf } from './scalar-text.js'

/** Writes a value that is there. */
export type Render = (value: unknown) => string

/**
 * Compiles the writer of an object's members: one piece of text for each member that is there. Absent are
 * undefined, null, and empty lists that are not kept; what the shape does not declare never shows.
 *
 * @param write compiles a member: its name and shape in, the writer of name and value out
 * @param writeOther compiles the members of a shape that are not declared: the writer takes their names too
 * @param part which members are written here, where a format writes an object in parts
 */
export function compileMembers(
  { members, rest }: ObjectShape,
  write: (name: string, shape: Shape) => Render,
  writeOther: (shape: Shape) => (name: string, value: unknown) => string,
  part: { readonly keeps: (member: Member) => boolean; readonly rest: boolean } = { keeps: () => true, rest: true },
): (value: unknown) => string[] {
  const known = members.filter(part.keeps).map(({ name, shape }) => ({
    name,
    render: write(name, shape),
    dropEmpty: shape.kind === 'list' && !shape.keepEmpty,
  }))
  const names = new Set(members.map((member) => member.name))
  const other = rest === undefined || !part.rest ? undefined : writeOther(rest)
  return (value) => {
    const object = membersOf(value)
    const pieces: string[] = []
    for (const { name, render, dropEmpty } of known) {
      const member = object[name]
      if (member === undefined || member === null) continue
      if (dropEmpty && itemsOf(member).length === 0) continue
      pieces.push(render(member))
    }
    if (other === undefined) return pieces
    for (const name of Object.keys(object)) {
      if (!names.has(name)) pieces.push(other(name, object[name]))
    }
    return pieces
  }
}
