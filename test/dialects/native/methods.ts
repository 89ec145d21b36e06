import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { int } from '../../../src/core/schema/params.js'

const all = z.object({
  text: z.string(),
  flag: z.boolean(),
  whole: z.int(),
  large: z.bigint(),
  small: z.bigint(),
  ratio: z.number(),
  exact: z.string().meta({ format: 'decimal' }),
  none: z.string().nullable(),
  absent: z.string().optional(),
  empty: z.array(z.string()),
  map: z.record(z.string(), z.int()),
  any: z.unknown(),
})

const kinds = defineMethod()({
  name: 'kinds.object',
  summary: 'Answer a value of every kind',
  params: z.object({}),
  result: all,
  run: () => ({
    text: 'é "\n',
    flag: true,
    whole: 7,
    large: 9_007_199_254_740_993n,
    small: 42n,
    ratio: 1e21,
    exact: '12.50',
    none: null,
    empty: [],
    map: { a: 1 },
    any: { deep: [1.5, null, { yes: false }] },
  }),
})

const list = defineMethod()({
  name: 'kinds.list',
  summary: 'Answer a bare list',
  params: z.object({}),
  result: z.array(z.int()),
  run: () => [1, 2],
})

const scalar = defineMethod()({
  name: 'kinds.scalar',
  summary: 'Answer a bare text',
  params: z.object({}),
  result: z.string(),
  run: () => 'text',
})

const long = defineMethod()({
  name: 'kinds.long',
  summary: 'Answer a text of a length',
  params: z.object({ length: int({ fault: { missing: 1, invalid: 2 } }) }),
  result: z.object({ text: z.string() }),
  errors: { 1: 'Length missing', 2: 'Length wrong' },
  run: ({ params }) => ({ text: 'x'.repeat(params.length) }),
})

const change = defineMethod()({
  name: 'kinds.change',
  summary: 'Change something',
  needs: { post: true },
  params: z.object({}),
  result: z.object({ changed: z.boolean() }),
  run: () => ({ changed: true }),
})

/** Methods that answer what only some formats can show. */
export const kindMethods = [kinds, list, scalar, long, change]
