import type { NamedShape, ObjectShape, ScalarType, Shape } from './shape.js'

const samples: Readonly<Record<Exclude<ScalarType, 'enum'>, unknown>> = {
  string: 'text',
  integer: 1,
  'unix-time': 1_790_000_000,
  long: '9007199254740993',
  number: 1.5,
  decimal: '1.50',
  boolean: true,
  instant: '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  bytes: 'Ynl0ZXM=',
}

/** A sample value of a Shape, with all members and one item in every list. Recursion ends at its first repetition. */
export function sampleOf(shape: Shape): unknown {
  return sampleInside(shape, new Set())
}

function sampleInside(shape: Shape, inside: ReadonlySet<NamedShape>): unknown {
  switch (shape.kind) {
    case 'scalar':
      return shape.type === 'enum' ? shape.words?.[0] : samples[shape.type]
    case 'list': {
      const item = sampleInside(shape.item, inside)
      return item === undefined ? [] : [item]
    }
    case 'object':
      return sampleObject(shape, inside)
    case 'union':
      return shape.branches[0] && sampleObject(shape.branches[0], inside)
    case 'ref': {
      const target = shape.target()
      return inside.has(target) ? undefined : sampleInside(target, new Set([...inside, target]))
    }
    case 'any':
      return {}
    case 'file':
      return Buffer.from('bytes')
  }
}

function sampleObject({ members }: ObjectShape, inside: ReadonlySet<NamedShape>): unknown {
  return Object.fromEntries(members.map((member) => [member.name, sampleInside(member.shape, inside)]))
}
