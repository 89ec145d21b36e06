import type { Application } from '../../../src/core/ports/app-store.js'
import { handWritten, textParams } from '../../support/hand-written.js'
import { createApp, createUser, get, signed, startTestServer, type TestServer } from '../../support/server.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'ada'))
  server.catalog.replace({ name: 'shop', services: {} }, [
    handWritten({
      name: 'shop.price',
      needs: { signature: true },
      params: textParams('article'),
      answer: { type: 'object', required: ['price'], properties: { price: { type: 'string' } } },
      run: ({ params }) => ({ price: `of ${params['article']}` }),
    }),
  ])
})
afterAll(() => server.stop())

const call = (method: string, name: string) => get(server.url, method, signed(app, method, [[name, 'x']]))

describe('a signed call may carry a parameter that it does not declare', () => {
  test('where a built-in method declares it, whichever method is called', async () => {
    expect(await call('test.hello', 'per_page')).toMatchObject({ api: { status: 'ok' } })
    expect(
      await get(
        server.url,
        'shop.price',
        signed(app, 'shop.price', [
          ['article', 'tea'],
          ['per_page', '2'],
        ]),
      ),
    ).toMatchObject({
      api: { status: 'ok' },
      price: 'of tea',
    })
  })

  test('not where only a method of another source declares it', async () => {
    expect(await call('shop.price', 'article')).toMatchObject({ api: { status: 'ok' } })
    expect(await call('test.hello', 'article')).toMatchObject({
      api: { code: '105', detail: 'No method declares the signed parameter article' },
    })
  })
})
