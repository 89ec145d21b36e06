import fc from 'fast-check'
import { z } from 'zod'
import { defineMethod } from '../../src/core/define-method.js'
import type { Pair } from '../../src/core/pair.js'
import { int } from '../../src/core/schema/params.js'
import { callBy } from '../cases/call-by.js'
import { drivers } from '../cases/drivers/index.js'
import { type OpenApiPart, openApiProblems, partAt, schemaCompiler } from '../support/open-api-document.js'
import { registryOf } from '../support/registry.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { envelope, postSoap, typed } from '../support/soap.js'
import { schemaProblems } from '../support/wsdl-schema.js'
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
    run: ({ params }) => samples[params.sample]?.value,
  }),
)
const registry = registryOf(methods)

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
      for (const [sample, { tree }] of samples.entries()) {
        const pairs: Pair[] = [
          ['api_key', key],
          ['sample', String(sample)],
        ]
        const { contentType: _, ...outcome } = await callBy(driver, server.url, { method, pairs }, registry)
        expect({ method, sample, ...outcome }).toEqual({ method, sample, value: tree })
      }
    }
  },
)

test('native answers hold to the schemas of the OpenAPI document, which is valid', async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApiPart
  expect(await openApiProblems(document)).toBe('')
  const compile = schemaCompiler(document)
  for (const [number, { samples }] of sampled.entries()) {
    const path = `/rpc/shape.of${number}x`
    const media = partAt(document, 'paths', path, 'get', 'responses', '200', 'content')['application/json'] ?? {}
    const validate = compile(partAt(media, 'schema'))
    for (const sample of samples.keys()) {
      const answer = await fetch(`${server.url}${path}?sample=${sample}`, { headers: { 'x-api-key': key } })
      const value = answer.headers.get('content-type')?.includes('json') === true ? await answer.json() : undefined
      if (value === undefined) continue
      expect([path, value, validate(value), validate.errors]).toEqual([path, value, true, null])
    }
  }
})

test('typed answers hold to the schema of the WSDL', async () => {
  const wsdl = await (await fetch(`${server.url}/api/soap?wsdl`)).text()
  const bodies: string[] = []
  for (const [number, { samples }] of sampled.entries()) {
    for (const sample of samples.keys()) {
      const request = typed(`shape.of${number}x`, [
        ['api_key', key],
        ['sample', String(sample)],
      ])
      const answer = await postSoap(server.url, envelope('1.1', request))
      bodies.push(/<s:Body>(.*)<\/s:Body>/s.exec(answer.text)?.[1] ?? '')
    }
  }
  expect(schemaProblems(wsdl, bodies)).toBe('')
})
