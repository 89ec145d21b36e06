import { deepestTree, type NamedShape, type RefShape } from '../../../core/schema/shape.js'

/**
 * Compiles the writer of a named shape where it is first used, since it may hold itself, and keeps trees of it from
 * going deeper than every protocol can carry.
 *
 * @param compile compiles the named shape, once for all that refer to it
 */
export function compileRef<Arguments extends readonly unknown[], Written>(
  { target, path }: RefShape,
  compile: (shape: NamedShape) => (...values: Arguments) => Written,
): (...values: Arguments) => Written {
  let write: ((...values: Arguments) => Written) | undefined
  let depth = 0
  return (...values) => {
    write ??= compile(target())
    if (depth >= deepestTree) throw new TypeError(`${path} is nested more than ${deepestTree} deep`)
    depth++
    try {
      return write(...values)
    } finally {
      depth--
    }
  }
}
