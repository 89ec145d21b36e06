import type { ServerResponse } from 'node:http'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { failureOf, testClient, until } from '../../support/upstream-client.js'

let service: ServiceServer
let waiting: ServerResponse[] = []
beforeEach(async () => {
  waiting = []
  service = await startService((_request, response) => void waiting.push(response))
})
afterEach(() => service.close())

it('holds twice as many requests as there are connections', async () => {
  const { text, client } = testClient([service.url], { connections: 2 })
  const calls = Array.from({ length: 6 }, () => text())
  expect(client.state).toMatchObject({ running: 6, queued: 4 })
  const error = await failureOf(text())
  expect(error).toMatchObject({ failure: 'unavailable', maybeSent: false, retryAfter: 1 })
  expect(error.message).toBe('orders: too many requests wait for a connection')
  for (let answered = 0; answered < 6; answered++) {
    await until(() => waiting.length > answered)
    waiting[answered]?.end('ok')
  }
  expect(await Promise.all(calls)).toEqual(Array(6).fill('ok'))
  expect(client.state).toMatchObject({ running: 0, queued: 0 })
})

it('lets no request wait for more than a second', async () => {
  const { text, client } = testClient([service.url], { connections: 1 })
  const first = text()
  const started = performance.now()
  const error = await failureOf(text())
  const time = performance.now() - started
  expect(error).toMatchObject({ failure: 'unavailable', maybeSent: false, retryAfter: 1 })
  expect(error.message).toBe('orders: all connections have been busy for 1000 ms')
  expect(time).toBeGreaterThan(990)
  expect(time).toBeLessThan(1500)
  waiting[0]?.end('ok')
  expect(await first).toBe('ok')
  expect(client.state).toMatchObject({ running: 0, queued: 0 })
})

it('counts towards the deadline of the call', async () => {
  const { text } = testClient([service.url], { connections: 1 }, { timeout: 300 })
  const first = failureOf(text())
  expect(await failureOf(text({}, {}, { timeout: 200 }))).toMatchObject({ failure: 'timeout', maybeSent: false })
  expect(await first).toMatchObject({ failure: 'timeout', maybeSent: true })
})

it('serves in the order of arrival', async () => {
  const { text } = testClient([service.url], { connections: 1 })
  const order: number[] = []
  const calls = [0, 1, 2].map(async (index) => {
    await text({ path: `/${index}` })
    order.push(index)
  })
  for (let answered = 0; answered < 3; answered++) {
    await until(() => waiting.length > answered)
    expect(waiting[answered]?.req.url).toBe(`/${answered}`)
    waiting[answered]?.end()
  }
  await Promise.all(calls)
  expect(order).toEqual([0, 1, 2])
})

it('goes on when connections break', async () => {
  const { text, client } = testClient([service.url], { connections: 1 })
  const calls = [failureOf(text()), failureOf(text()), text()]
  for (const index of [0, 1]) {
    await until(() => waiting.length > index)
    waiting[index]?.destroy()
  }
  await until(() => waiting.length > 2)
  waiting[2]?.end('ok')
  expect(await Promise.all(calls)).toMatchObject([{ failure: 'reset' }, { failure: 'reset' }, 'ok'])
  expect(client.state.running).toBe(0)
})

it('goes on when connections are refused', async () => {
  await service.close()
  const { text, client } = testClient([service.url], { connections: 1 })
  const calls = [0, 1, 2].map(() => failureOf(text()))
  expect(await Promise.all(calls)).toMatchObject(Array(3).fill({ failure: 'connect' }))
  expect(client.state).toMatchObject({ running: 0, queued: 0 })
})
