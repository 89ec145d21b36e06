import type { ScalarType, Shape } from './shape.js'

const samples: Readonly<Record<ScalarType, unknown>> = {
  string: 'text',
  integer: 1,
  decimal: 1.5,
  boolean: true,
  instant: '2026-01-31T12:00:00Z',
}

/** A tree that fits the Shape, with every member there and one item in every list. */
export function sampleOf(shape: Shape): unknown {
  switch (shape.kind) {
    case 'scalar':
      return samples[shape.type]
    case 'list':
      return [sampleOf(shape.item)]
    case 'object':
      return Object.fromEntries(shape.members.map((member) => [member.name, sampleOf(member.shape)]))
  }
}
