import { deepestTree, type NamedShape, type RefShape } from '../../../core/schema/shape.js'
import { memo } from '../memo.js'

type Write<Arguments extends readonly unknown[], Written> = (...values: Arguments) => Written

/**
 * Creates the compiler of references. Each named shape is compiled once, on first use, since it may be recursive. Its
 * writer limits the depth of trees.
 *
 * @param compile compiles a named shape
 */
export function refCompiler<Arguments extends readonly unknown[], Written>(
  compile: (shape: NamedShape) => Write<Arguments, Written>,
): (shape: RefShape) => Write<Arguments, Written> {
  const writerOf = memo((shape: NamedShape) => limited(compile(shape), shape.path))
  return ({ target }) => {
    let write: Write<Arguments, Written> | undefined
    return (...values) => {
      write ??= writerOf(target())
      return write(...values)
    }
  }
}

function limited<Arguments extends readonly unknown[], Written>(
  write: Write<Arguments, Written>,
  path: string,
): Write<Arguments, Written> {
  let depth = 0
  return (...values) => {
    if (depth >= deepestTree) throw new TypeError(`${path} is nested more than ${deepestTree} deep`)
    depth++
    try {
      return write(...values)
    } finally {
      depth--
    }
  }
}
