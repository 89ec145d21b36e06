import type { Shape } from '../../core/schema/shape.js'

/** Whether values of a shape may hold exact decimals, whose texts count to the last zero. */
export function holdsDecimals(shape: Shape): boolean {
  return search(shape, new Set())
}

/** @param seen the named shapes that were searched: each is searched once, since shapes that refer to one another have too many paths */
function search(shape: Shape, seen: Set<Shape>): boolean {
  switch (shape.kind) {
    case 'scalar':
      return shape.type === 'decimal'
    case 'list':
      return search(shape.item, seen)
    case 'object':
      return (
        shape.members.some((member) => search(member.shape, seen)) ||
        (shape.rest !== undefined && search(shape.rest, seen))
      )
    case 'union':
      return shape.branches.some((branch) => search(branch, seen))
    case 'ref': {
      const target = shape.target()
      if (seen.has(target)) return false
      seen.add(target)
      return search(target, seen)
    }
    default:
      return false
  }
}
