import { envelopeMembers, type NamedShape, resolved, type Shape } from '../../../core/schema/shape.js'

/**
 * Compiles the writer of a payload as named members of an envelope: those of an object, `items` for a list and `value` for
 * any other value.
 */
export function compilePayload<Written>(
  shape: Shape,
  compile: (shape: NamedShape) => (value: unknown) => Written,
): (result: unknown) => Written {
  const payload = payloadShape(shape)
  const write = compile(payload)
  const [bare] = payload === resolved(shape) || payload.kind === 'union' ? [] : payload.members
  return bare === undefined ? write : (result) => write({ [bare.name]: result })
}

/** The shape of a payload. */
export function payloadShape(shape: Shape): NamedShape {
  const inner = resolved(shape)
  if (inner.kind === 'object' || inner.kind === 'union') return inner
  const name = inner.kind === 'list' ? 'items' : 'value'
  return {
    kind: 'object',
    members: [{ name, xmlName: name, shape: inner, optional: false, xml: 'element', description: undefined }],
    rest: undefined,
    reserved: envelopeMembers,
    path: inner.path,
  }
}
