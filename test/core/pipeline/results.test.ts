import { z } from 'zod'
import { defineMethod, type Method } from '../../../src/core/define-method.js'
import { callBy } from '../../cases/call-by.js'
import { drivers } from '../../cases/drivers/index.js'
import { registryOf } from '../../support/registry.js'
import { startTestServer, type TestServer } from '../../support/server.js'

/** A value that a handler in JavaScript gives, whatever the types say. */
const untyped = (value: unknown) => Object(value)

/** Results that do not fit: the schema of the member `m`, the result, and the place and reason that the log names. */
const misfits: readonly (readonly [what: string, schema: z.ZodType, value: unknown, reason: string])[] = [
  [
    'a word for an integer',
    z.int(),
    { m: 'abc' },
    'result.m must be a whole number; the handler gave a value of the type string',
  ],
  ['a fraction for an integer', z.int(), { m: 1.5 }, 'result.m must be a whole number'],
  ['a word for a boolean', z.boolean(), { m: 'maybe' }, 'result.m must be true or false'],
  ['a number for a boolean', z.boolean(), { m: 1 }, 'result.m must be true or false'],
  ['a number for a string', z.string(), { m: 5 }, 'result.m must be a string'],
  ['no number for a decimal', z.number(), { m: Number.NaN }, 'result.m must be a finite number'],
  ['infinity for a decimal', z.number(), { m: Number.POSITIVE_INFINITY }, 'result.m must be a finite number'],
  ['a day for an instant', z.iso.datetime(), { m: '2026-01-31' }, 'result.m must be a date and time of RFC 3339'],
  ['a month that there is not', z.iso.datetime(), { m: '2026-13-01T00:00:00Z' }, 'result.m must be a date and time'],
  ['a list for an object', z.object({}), { m: [] }, 'result.m must be an object; the handler gave a list'],
  ['an object for a list', z.array(z.string()), { m: {} }, 'result.m must be a list'],
  [
    'a wrong item',
    z.array(z.object({ n: z.int() })),
    { m: [{ n: 1 }, { n: 'x' }] },
    'result.m[].n must be a whole number',
  ],
  ['null among items', z.array(z.string()), { m: [null] }, 'result.m[] must be a string; the handler gave null'],
  ['a wrong value in a record', z.record(z.string(), z.int()), { m: { a: 'x' } }, 'result.m.* must be a whole number'],
  ['nothing where something must be', z.string(), {}, 'result.m is missing'],
  ['null where something must be', z.object({ n: z.string() }), { m: { n: null } }, 'result.m.n is missing'],
  [
    'a name that XML cannot carry',
    z.record(z.string(), z.string()),
    { m: { 'é\u0001': '5' } },
    'result.m has a member whose name',
  ],
  ['no object at all', z.string(), undefined, 'result must be an object'],
]

const methods: readonly Method[] = misfits.map(([what, schema, value], number) =>
  defineMethod()({
    name: `misfit.number${number}x`,
    summary: `Give ${what}`,
    needs: { key: false },
    params: z.object({}),
    result: z.object({ m: schema }),
    run: () => (value === undefined ? value : untyped(value)),
  }),
)

const reservedName = defineMethod()({
  name: 'misfit.envelope',
  summary: 'Give a member named like the envelope',
  needs: { key: false },
  params: z.object({}),
  result: z.object({}).catchall(z.string()),
  run: () => ({ api: 'x' }),
})

const undeclared = defineMethod()({
  name: 'misfit.fault',
  summary: 'Throw a fault that is not declared',
  needs: { key: false },
  params: z.object({}),
  result: z.object({}),
  errors: { 1: 'First' },
  run(_invocation, fail) {
    throw fail(untyped(2))
  },
})

const all: readonly (readonly [what: string, method: Method, reason: string])[] = [
  ...misfits.map(([what, , , reason], number) => [what, methods[number] ?? undeclared, reason] as const),
  ['a member named like the envelope', reservedName, 'result has a member named api'],
  ['a fault that is not declared', undeclared, 'declares no error 2'],
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ methods: all.map(([, method]) => method) })
})
afterAll(() => server.stop())

describe('a result that does not fit is 500 in every protocol, and the log names method and member:', () => {
  const registry = registryOf(all.map(([, method]) => method))

  test.each(all)('%s', async (_what, { name }, reason) => {
    // The native answer has no envelope.
    const enveloped = drivers.filter((driver) => name !== reservedName.name || driver.name !== 'native')
    for (const driver of enveloped) {
      const seen = server.log.length
      const outcome = await callBy(driver, server.url, { method: name, pairs: [] }, registry)
      expect({ driver: driver.name, ...outcome }).toMatchObject({ driver: driver.name, code: 500 })
      const logged = server.log.slice(seen).join('')
      expect(logged).toContain(`the method ${name}`)
      expect(logged).toContain(reason)
    }
  })
})
