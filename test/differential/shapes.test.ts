import fc from 'fast-check'
import { z } from 'zod'
import { defineMethod } from '../../src/core/method.js'
import { createRegistry } from '../../src/core/registry.js'
import { int } from '../../src/core/schema/params.js'
import { drivers } from '../cases/drivers/index.js'
import { readReply } from '../cases/read-reply.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { answers } from './arbitrary-shapes.js'

/** How many shapes are tried, and which: `SHAPES=500 SHAPES_SEED=$RANDOM npx jest test/differential/shapes`. */
const shapes = Number(process.env['SHAPES'] ?? 60)
const seed = Number(process.env['SHAPES_SEED'] ?? 1)

const sampled = fc.sample(answers, { numRuns: shapes, seed })

const methods = sampled.map(({ schema, samples }, number) =>
  defineMethod()({
    name: `shape.of${number}x`,
    summary: 'Answer a value of a generated shape',
    params: z.object({ sample: int() }),
    result: schema,
    run: ({ params }) => Object(samples[params.sample]?.value),
  }),
)
const registry = createRegistry(methods)

let server: TestServer
let key: string
beforeAll(async () => {
  server = await startTestServer({ methods })
  const owner = await createUser(server.services, 'ada')
  key = (await createApp(server.services, owner)).key
})
afterAll(() => server.stop())

test.each(drivers.map((driver) => [driver.name, driver] as const))(
  '%s shows the same tree of every shape',
  async (_name, driver) => {
    for (const [number, { samples }] of sampled.entries()) {
      const method = `shape.of${number}x`
      const entry = registry.resolve(method)
      for (const [sample, { tree }] of samples.entries()) {
        const { target, init } = driver.say(
          {
            method,
            pairs: [
              ['api_key', key],
              ['sample', String(sample)],
            ],
          },
          entry,
        )
        const response = await fetch(`${server.url}${target}`, init)
        const reply = { contentType: response.headers.get('content-type') ?? '', text: await response.text() }
        expect({ method, sample, ...readReply(reply, entry.shape) }).toEqual({ method, sample, value: tree })
      }
    }
  },
)
