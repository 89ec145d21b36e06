import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { faultTable } from '../../../src/core/errors.js'
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

describe('the description of a method is that of the dialect of the call:', () => {
  interface Described {
    readonly parameters?: readonly { readonly name: string; readonly required: boolean; readonly value: string }[]
    readonly response: string
    readonly errors: readonly {
      readonly code: number
      readonly message: string
      readonly label?: string
      readonly _value: string
    }[]
  }
  const nativeOf = async (name: string): Promise<Described> => {
    const { method } = (await (await fetch(`${server.url}/rpc/api.methods.get?method=${name}`)).json()) as {
      readonly method: Described
    }
    return method
  }

  test('native names its headers, and says when a key is not needed beside them', async () => {
    expect((await nativeOf('test.hello')).parameters).toEqual([
      { name: 'X-Api-Key', required: true, value: 'A header: the key of your application' },
    ])
    expect((await nativeOf('auth.getFrob')).parameters).toEqual([
      { name: 'X-Api-Key', required: false, value: 'A header: the key of your application' },
      { name: 'Authorization', required: true, value: 'A header: Bearer and a token of the user, or OAuth 1.0a' },
    ])
    expect((await nativeOf('api.methods.getList')).parameters).toEqual([
      { name: 'X-Api-Key', required: false, value: 'A header: the key of your application' },
    ])
  })

  test('native has faults by name with their statuses, its own kind of sample, and no word of another dialect', async () => {
    const method = await nativeOf('doc.get')
    expect(method.errors[0]).toEqual({
      code: 1,
      message: 'Document not found',
      _value: 'Document not found (HTTP 400)',
    })
    const common = method.errors.filter(({ label }) => label !== undefined)
    expect(common).toContainEqual({
      code: 101,
      message: 'API key invalid',
      label: 'key-invalid',
      _value:
        'No active application has this key. Check it for typing errors, or ask whether it was disabled. (HTTP 401)',
    })
    const never = ['format-unknown', 'soap-invalid', 'xmlrpc-invalid']
    expect(common.map(({ label }) => label)).toEqual(Object.keys(faultTable).filter((name) => !never.includes(name)))
    expect(JSON.parse(method.response)).toMatchObject({ doc: { title: 'text' } })
    expect(JSON.stringify(method)).not.toMatch(/ipernity|api_key|api_sig|auth_token|perm_/)
  })

  test('native faults have the statuses that answers come with', async () => {
    const { errors } = await nativeOf('test.hello')
    const answer = await fetch(`${server.url}/rpc/test.hello`)
    const { name } = (await answer.json()) as { readonly name: string }
    expect(errors.find(({ label }) => label === name)?._value).toContain(`(HTTP ${answer.status})`)
  })

  test('native lists link to native descriptions', async () => {
    const { methods } = (await (await fetch(`${server.url}/rpc/api.methods.getList`)).json()) as {
      readonly methods: { readonly method: readonly { readonly about: string }[] }
    }
    const about = methods.method.find((each) => each.about.endsWith('=test.hello'))?.about ?? ''
    expect(await (await fetch(about)).json()).toMatchObject({ method: { name: 'test.hello' } })
    expect(about).toBe(`${server.url}/rpc/api.methods.get?method=test.hello`)
  })

  test('ipernity names its parameters, and has short names and samples in XML', async () => {
    const text = await (await fetch(`${server.url}/api/api.methods.get/json?method=auth.getFrob`)).text()
    const { method } = JSON.parse(text) as { readonly method: Described }
    expect(method.parameters?.map(({ name }) => name)).toEqual(['api_key', 'api_sig'])
    expect(method.errors).toContainEqual(expect.objectContaining({ code: '101', label: 'api_key_invalid' }))
    expect(method.response).toBe('<auth><frob>text</frob></auth>')
  })
})
