import fc from 'fast-check'
import { z } from 'zod'
import { defineMethod } from '../../src/core/define-method.js'
import { registryOf } from '../support/registry.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { schemaProblems } from '../support/wsdl-schema.js'
import { treeParams } from './arbitrary-params.js'
import { type TreeCall, waysToSay } from './say-trees.js'

/** How many shapes are tried, and which: `SHAPES=500 SHAPES_SEED=$RANDOM npx jest test/differential/params`. */
const shapes = Number(process.env['SHAPES'] ?? 60)
const seed = Number(process.env['SHAPES_SEED'] ?? 1)

const sampled = fc.sample(treeParams, { numRuns: shapes, seed })

/** What the handler got last. */
let got: unknown
const methods = sampled.map(({ schema }, number) =>
  defineMethod()({
    name: `param.of${number}x`,
    summary: 'Take a value of a generated shape',
    // One struct alone would hold the parameters by name.
    params: z.object({ tree: schema, note: z.string().optional() }),
    result: z.object({ done: z.boolean() }),
    run({ params }) {
      got = params.tree
      return { done: true }
    },
  }),
)
const registry = registryOf(methods)

let server: TestServer
let key: string
beforeAll(async () => {
  server = await startTestServer({ methods })
  key = (await createApp(server.services, await createUser(server.services, 'ada'))).key
})
afterAll(() => server.stop())

function* calls(): Generator<TreeCall> {
  for (const [number, { values }] of sampled.entries()) {
    const method = `param.of${number}x`
    const shape = registry.resolve(method).params.specs[0]?.tree
    if (shape === undefined) throw new Error(`${method} takes no tree`)
    for (const value of values) yield { method, name: 'tree', value, shape, pairs: [['api_key', key]] }
  }
}

test.each(Object.entries(waysToSay))('%s hands over the same value of every shape', async (_way, say) => {
  for (const call of calls()) {
    got = undefined
    const { target, init } = say(call)
    const answer = await (await fetch(server.url + target, init)).text()
    expect({ sent: init.body, answer, got }).toEqual({ sent: init.body, answer, got: call.value })
  }
})

test('typed requests hold to the schema of the WSDL', async () => {
  const wsdl = await (await fetch(`${server.url}/api/soap?wsdl`)).text()
  const bodies = Array.from(calls(), (call) => {
    const body = String(waysToSay['typed SOAP']?.(call).init.body)
    return /<e:Body>(.*)<\/e:Body>/s.exec(body)?.[1] ?? ''
  })
  expect(schemaProblems(wsdl, bodies)).toBe('')
})
