import { npmOAuth, npmOAuth1a } from '../support/oauth-consumers.js'
import { type ShopBed, startShopBed } from '../support/shop-bed.js'

let bed: ShopBed
beforeAll(async () => {
  bed = await startShopBed()
})
afterAll(() => bed.stop())

const soap = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
  <orders.create xmlns="urn:babelgate:api"><customer>ada</customer><lines><sku>tea</sku><quantity>2</quantity></lines></orders.create>
</e:Body></e:Envelope>`
const xmlrpc = `<methodCall><methodName>orders.create</methodName><params><param><value><struct>
  <member><name>customer</name><value>ada</value></member>
  <member><name>lines</name><value><array><data><value><struct>
    <member><name>sku</name><value>honey</value></member><member><name>quantity</name><value><int>2</int></value></member>
  </struct></value></data></array></value></member>
</struct></value></param></params></methodCall>`

describe.each([
  ['oauth', npmOAuth],
  ['oauth-1.0a with fetch', npmOAuth1a],
])('npm %s calls the shop', (_name, create) => {
  const consumer = () => create({ url: bed.server.url, key: bed.app.key, secret: bed.app.secret, callback: 'oob' })
  const held = () => ({ token: bed.token, secret: bed.tokenSecret })

  test('by GET over REST and at its own path', async () => {
    const prices = JSON.parse(await consumer().get('/rpc/orders.prices', held()))
    expect(prices).toContainEqual({ sku: 'honey', price: 7.25 })
    expect(JSON.parse(await consumer().get('/orders/prices', held()))).toEqual(prices)
  })

  test('by a form, with a list as JSON text', async () => {
    const order = { customer: 'grace', lines: '[{"sku":"salt","quantity":2}]', note: 'a&b +' }
    const answer = JSON.parse(await consumer().postForm('/api/orders.create/json', order, held()))
    expect(answer).toMatchObject({ api: { status: 'ok' }, customer: 'grace', note: 'a&b +' })
    expect(Number(answer.total)).toBe(1.9)
    const listed = await consumer().get('/rpc/orders.list?customer=grace', held())
    expect(JSON.parse(listed)).toContainEqual(expect.objectContaining({ id: answer.id }))
  })

  test('over SOAP and XML-RPC', async () => {
    expect(await consumer().postXml('/api/soap', soap, held())).toMatch(/<id>9\d{15}<\/id>.*<total>9\.00<\/total>/s)
    expect(await consumer().postXml('/api/xmlrpc', xmlrpc, held())).toMatch(/<name>total<\/name>.*14\.5/s)
  })

  test('not with a forged secret', async () => {
    const forged = JSON.parse(await consumer().get('/api/orders.prices/json', { ...held(), secret: 'guessed' }))
    expect(forged.api.code).toBe('105')
  })
})
