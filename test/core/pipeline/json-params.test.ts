import { paramsSpecOf } from '../../../src/core/schema/json-params.js'
import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { callBy } from '../../cases/call-by.js'
import { drivers } from '../../cases/drivers/index.js'
import { handWritten } from '../../support/hand-written.js'
import { startTestServer, type TestServer } from '../../support/server.js'

/** An operation as the description of a service writes it. */
const schema: JsonSchema = {
  type: 'object',
  required: ['amount', 'code'],
  properties: {
    amount: { type: 'integer', format: 'int64', minimum: 1 },
    code: { type: 'string', pattern: '^[a-z]{2}$' },
    tags: { type: 'array', items: { type: 'string' } },
    unit: { type: 'string', enum: ['g', 'kg'], default: 'kg' },
  },
}
const method = handWritten({
  name: 'own.order',
  params: paramsSpecOf(schema, 'the method own.order'),
  answer: { ...schema, properties: { ...schema.properties, unit: { type: 'string' } } },
  run: ({ params }) => params,
})

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  server.catalog.replace({ name: 'orders', services: {} }, [method])
})
afterAll(() => server.stop())

test.each([...drivers])('a method of JSON Schema reads its parameters over $name', async (driver) => {
  const registry = { find: () => method }
  const call = (...pairs: readonly (readonly [string, string])[]) =>
    callBy(driver, server.url, { method: 'own.order', pairs }, registry)
  expect(await call(['amount', '9007199254740993'], ['code', 'ab'], ['tags', 'x,"y,z"'])).toMatchObject({
    value: { amount: '9007199254740993', code: 'ab', tags: ['x', 'y,z'], unit: 'kg' },
  })
  expect(await call(['amount', '0'], ['code', 'ab'])).toMatchObject({ code: 123 })
  expect(await call(['amount', '1'], ['code', 'abc'])).toMatchObject({ code: 123 })
  expect(await call(['amount', '1'])).toMatchObject({ code: 123 })
})
