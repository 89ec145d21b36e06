import type { PayloadNames } from '../../../core/dialect/envelopes.js'
import { isObject } from '../../../core/schema/pick-branch.js'
import { type NamedShape, resolved, type Shape } from '../../../core/schema/shape.js'

/**
 * Compiles the writer of a payload as named members of an envelope: those of an object, or one member for a list or any
 * other value.
 *
 * @throws TypeError from the writer, for an undeclared member with a name of the envelope
 */
export function compilePayload<Written>(
  shape: Shape,
  names: PayloadNames,
  compile: (shape: NamedShape) => (value: unknown) => Written,
): (result: unknown) => Written {
  const payload = payloadShape(shape, names)
  const write = compile(payload)
  if (payload !== resolved(shape)) {
    const name = bareName(shape, names)
    return (result) => write({ [name]: result })
  }
  if (!isOpen(payload) || names.reserved.size === 0) return write
  return (result) => {
    checkMembers(result, payload, names.reserved)
    return write(result)
  }
}

/** The shape of a payload. */
export function payloadShape(shape: Shape, names: PayloadNames): NamedShape {
  const inner = resolved(shape)
  if (inner.kind === 'object' || inner.kind === 'union') return inner
  const name = bareName(inner, names)
  return {
    kind: 'object',
    members: [{ name, xmlName: name, shape: inner, optional: false, xml: 'element', description: undefined }],
    rest: undefined,
    path: inner.path,
  }
}

function bareName({ kind }: Shape, { list, value }: PayloadNames): string {
  return kind === 'list' ? list : value
}

/** Whether a payload may have undeclared members. */
function isOpen(payload: NamedShape): boolean {
  return payload.kind === 'object' ? payload.rest !== undefined : payload.branches.some(isOpen)
}

/** Declared members were checked when the method was registered, undeclared ones are known in the answer only. */
function checkMembers(result: unknown, { path }: NamedShape, reserved: ReadonlySet<string>): void {
  if (!isObject(result)) return
  for (const name of reserved) {
    if (Object.hasOwn(result, name) && (result[name] ?? undefined) !== undefined) {
      throw new TypeError(`${path} has a member named ${name}, as the envelope has`)
    }
  }
}
