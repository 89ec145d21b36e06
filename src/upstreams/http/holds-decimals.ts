import type { Shape } from '../../core/schema/shape.js'

/** Whether values of a shape may hold exact decimals, whose texts count to the last zero. */
export function holdsDecimals(shape: Shape, seen: ReadonlySet<Shape> = new Set()): boolean {
  const holds = (inner: Shape) => holdsDecimals(inner, seen)
  switch (shape.kind) {
    case 'scalar':
      return shape.type === 'decimal'
    case 'list':
      return holds(shape.item)
    case 'object':
      return shape.members.some((member) => holds(member.shape)) || (shape.rest !== undefined && holds(shape.rest))
    case 'union':
      return shape.branches.some(holds)
    case 'ref': {
      const target = shape.target()
      return !seen.has(target) && holdsDecimals(target, new Set([...seen, target]))
    }
    default:
      return false
  }
}
