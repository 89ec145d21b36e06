import type { Member, NamedShape, ObjectShape, Shape, UnionShape } from './shape.js'

/** Copies shapes. */
export type CopyShape = (shape: Shape) => Shape

/**
 * Makes the function that copies shapes with all members optional, for answers of services that leave out what they declare as required.
 * Discriminators stay required. A named shape has one copy, so that it is one type in the WSDL.
 */
export function optionalMembers(): CopyShape {
  const named = new Map<NamedShape, () => NamedShape>()

  const copy: CopyShape = (shape) => {
    switch (shape.kind) {
      case 'list':
        return { ...shape, item: copy(shape.item) }
      case 'object':
      case 'union':
        return copyNamed(shape)
      case 'ref':
        return { ...shape, target: targetOf(shape.target()) }
      default:
        return shape
    }
  }

  function targetOf(target: NamedShape): () => NamedShape {
    const known = named.get(target)
    if (known !== undefined) return known
    let copied: NamedShape | undefined
    // Copied when it is first asked for, since named shapes may hold themselves.
    const get = () => {
      copied ??= copyNamed(target)
      return copied
    }
    named.set(target, get)
    return get
  }

  function copyNamed(shape: NamedShape): NamedShape {
    return shape.kind === 'object' ? copyObject(shape) : copyUnion(shape)
  }

  function copyObject({ members, rest, ...shape }: ObjectShape, tag?: string): ObjectShape {
    const optional = (member: Member) => ({
      ...member,
      shape: copy(member.shape),
      optional: member.optional || member.name !== tag,
    })
    return { ...shape, members: members.map(optional), rest: rest && copy(rest) }
  }

  function copyUnion({ branches, merged, ...shape }: UnionShape): UnionShape {
    const tag = shape.tag?.member
    return { ...shape, branches: branches.map((branch) => copyObject(branch, tag)), merged: copyObject(merged, tag) }
  }

  return copy
}
