import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import type { Pair } from '../../../src/core/pair.js'
import { callBy } from '../../cases/call-by.js'
import { drivers } from '../../cases/drivers/index.js'
import { registryOf } from '../../support/registry.js'
import { startTestServer, type TestServer } from '../../support/server.js'

/** Parameters as somebody writes them who knows zod, and none of our helpers. */
const typed = defineMethod()({
  name: 'zod.types',
  summary: 'Take parameters in the types of zod',
  needs: { key: false },
  params: z
    .object({
      a: z.number(),
      b: z.boolean(),
      c: z.array(z.string()).optional(),
      d: z.int().min(1).default(7),
      e: z.enum(['x', 'y']).nullish(),
      f: z.array(z.int()).optional(),
    })
    .refine(({ a, b }) => !b || a < 1000, 'Of true there are fewer than 1000'),
  result: z.object({
    a: z.number(),
    b: z.boolean(),
    c: z.array(z.string()).optional(),
    d: z.int(),
    e: z.string().nullish(),
    f: z.array(z.int()).optional(),
  }),
  run: ({ params }) => params,
})
const registry = registryOf([typed])

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ methods: [typed] })
})
afterAll(() => server.stop())

const rows: readonly (readonly [pairs: readonly Pair[], outcome: object])[] = [
  [
    [
      ['a', '5'],
      ['b', 'true'],
    ],
    { value: { a: '5', b: '1', d: '7' } },
  ],
  [
    [
      ['a', '-0.5e1'],
      ['b', '0'],
      ['c', 'x,"y, z"'],
      ['d', '12'],
    ],
    { value: { a: '-5', b: '0', c: ['x', 'y, z'], d: '12' } },
  ],
  [
    [
      ['a', '1'],
      ['b', 'FALSE'],
      ['e', 'y'],
      ['f', '1,2,-3'],
    ],
    { value: { a: '1', b: '0', d: '7', e: 'y', f: ['1', '2', '-3'] } },
  ],
  [
    [
      ['a', '1'],
      ['b', '1'],
      ['c', ''],
      ['e', ''],
    ],
    { value: { a: '1', b: '1', d: '7' } },
  ],
  [
    [
      ['a', '0x10'],
      ['b', '1'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', 'NaN'],
      ['b', '1'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1e999'],
      ['b', '1'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', ''],
      ['b', '1'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1'],
      ['b', 'maybe'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1'],
      ['b', '1'],
      ['d', '1.5'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1'],
      ['b', '1'],
      ['d', '0'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1'],
      ['b', '1'],
      ['d', '9007199254740993'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1'],
      ['b', '1'],
      ['e', 'z'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1'],
      ['b', '1'],
      ['f', '1,x'],
    ],
    { code: 123 },
  ],
  [
    [
      ['a', '1000'],
      ['b', '1'],
    ],
    { code: 123 },
  ],
  [[['b', '1']], { code: 123 }],
]

test.each(rows)('%j', async (pairs, outcome) => {
  for (const driver of drivers) {
    const { contentType: _, ...answered } = await callBy(driver, server.url, { method: 'zod.types', pairs }, registry)
    expect({ driver: driver.name, ...answered }).toEqual({ driver: driver.name, ...outcome })
  }
})
