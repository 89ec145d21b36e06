import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'

const order = defineMethod()({
  name: 'order.place',
  summary: 'Place an order',
  params: z.object({
    lines: z.array(z.object({ sku: z.string() })).meta({ description: 'The lines' }),
    address: z.object({ city: z.string() }).optional(),
    extra: z.any().meta({ description: 'Anything' }).optional(),
    comment: z.string().meta({ description: 'A text' }).optional(),
  }),
  result: z.object({}),
  run: () => ({}),
})

let server: TestServer
let key: string
beforeAll(async () => {
  server = await startTestServer({ methods: [order] })
  key = (await createApp(server.services, await createUser(server.services, 'ada'))).key
})
afterAll(() => server.stop())

test('api.methods.get notes that the value of a tree parameter is JSON', async () => {
  const query = new URLSearchParams({ api_key: key, method: 'order.place' })
  const response = await fetch(`${server.url}/api/api.methods.get?${query}`)
  const { method } = (await response.json()) as { method: { parameters: { name: string }[] } }
  expect(method.parameters.filter(({ name }) => name !== 'api_key')).toEqual([
    { name: 'lines', required: '1', value: 'The lines (JSON)' },
    { name: 'address', required: '0', value: '(JSON)' },
    { name: 'extra', required: '0', value: 'Anything (JSON)' },
    { name: 'comment', required: '0', value: 'A text' },
  ])
})
