import type { Member, ObjectShape, Shape } from '../../src/core/schema/shape.js'

/** Objects each of which refers to all of them; the last one holds a further member. */
export function linked(count: number, last: Shape): Shape {
  const objects: ObjectShape[] = []
  const members = Array.from({ length: count }, (_, index) =>
    member(`to${index}`, { kind: 'ref', name: `o${index}`, target: () => at(index), path: `to${index}` }),
  )
  const at = (index: number) => objects[index] ?? fail(index)
  for (let index = 0; index < count; index++) {
    const more = index === count - 1 ? [member('last', last)] : []
    objects.push({ kind: 'object', members: [...members, ...more], rest: undefined, path: `object${index}` })
  }
  return at(0)
}

function member(name: string, shape: Shape): Member {
  return { name, xmlName: name, xml: 'element', description: undefined, optional: true, shape }
}

function fail(index: number): never {
  throw new Error(`There is no object ${index}`)
}
