import type { IncomingMessage } from 'node:http'
import type { ServiceAuth } from '../../../src/upstreams/service.js'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { testClient } from '../../support/upstream-client.js'

let service: ServiceServer
let seen: IncomingMessage | undefined
beforeAll(async () => {
  service = await startService((request, response) => {
    seen = request
    response.end('ok')
  })
})
afterAll(() => service.close())

async function sent(auth: ServiceAuth, path = '/orders') {
  await testClient([service.url], { auth }).text({ path })
  return { url: seen?.url, authorization: seen?.headers.authorization, key: seen?.headers['x-api-key'] }
}

it('are a user and a password, in UTF-8', async () => {
  const { authorization } = await sent({ kind: 'basic', user: 'Jürgen', password: 'a:b€' })
  expect(authorization).toBe(`Basic ${Buffer.from('Jürgen:a:b€', 'utf8').toString('base64')}`)
})

it('are a bearer token', async () => {
  expect(await sent({ kind: 'bearer', token: 't0k/en=' })).toMatchObject({ authorization: 'Bearer t0k/en=' })
})

it('are headers', async () => {
  const auth = { kind: 'header', headers: { 'X-Api-Key': 'secret', authorization: 'Key k' } } as const
  expect(await sent(auth)).toMatchObject({ key: 'secret', authorization: 'Key k' })
})

it('are fields of the query, beside those of the operation', async () => {
  const auth = { kind: 'query', fields: { key: 'a b&c', app: 'ü' } } as const
  expect((await sent(auth)).url).toBe('/orders?key=a%20b%26c&app=%C3%BC')
  expect((await sent(auth, '/orders?page=2')).url).toBe('/orders?page=2&key=a%20b%26c&app=%C3%BC')
})

it('are left out where the service wants none', async () => {
  await testClient([service.url]).text()
  expect(seen?.headers).not.toHaveProperty('authorization')
})
