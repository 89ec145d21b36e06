import type { LookupAddress, LookupOptions } from 'node:dns'
import { PassThrough } from 'node:stream'
import { type ServiceServer, startRawService } from '../../support/service-server.js'
import { testClient, until } from '../../support/upstream-client.js'

let service: ServiceServer
let open = 0
let requests = 0
beforeEach(async () => {
  open = 0
  requests = 0
  service = await startRawService(
    () => {
      requests++
    },
    (socket) => {
      open++
      socket.on('close', () => open--)
    },
  )
})
afterEach(() => service.close())

const gone = new Error('client gone')

it('rejects with the reason of its signal and closes the connection at once', async () => {
  const { send, client } = testClient([service.url])
  const controller = new AbortController()
  const sent = send({}, { signal: controller.signal })
  await until(() => open === 1)
  const started = performance.now()
  controller.abort(gone)
  await expect(sent).rejects.toBe(gone)
  await until(() => open === 0)
  expect(performance.now() - started).toBeLessThan(500)
  expect(client.state.running).toBe(0)
})

it('sends nothing where its signal has aborted before', async () => {
  const { send } = testClient([service.url])
  const before = service.connections()
  await expect(send({}, { signal: AbortSignal.abort(gone) })).rejects.toBe(gone)
  expect(service.connections()).toBe(before)
})

it('leaves the queue', async () => {
  const { send, client } = testClient([service.url], { connections: 1 })
  const [first, second] = [new AbortController(), new AbortController()]
  const running = send({}, { signal: first.signal })
  const queued = send({}, { signal: second.signal })
  expect(client.state).toMatchObject({ running: 2, queued: 1 })
  second.abort(gone)
  await expect(queued).rejects.toBe(gone)
  expect(client.state).toMatchObject({ running: 1, queued: 0 })
  first.abort(gone)
  await expect(running).rejects.toBe(gone)
})

it('is not sent where it aborts while the connection is made', async () => {
  let found = () => {}
  const lookup = (
    _host: string,
    _options: LookupOptions,
    callback: (error: null, addresses: LookupAddress[]) => void,
  ) => {
    found = () => callback(null, [{ address: '127.0.0.1', family: 4 }])
  }
  const { send, client } = testClient([new URL(`http://slow.test:${service.url.port}`)], {}, {}, { lookup })
  const controller = new AbortController()
  const sent = send({}, { signal: controller.signal })
  await until(() => found.length === 0)
  controller.abort(gone)
  await expect(sent).rejects.toBe(gone)
  found()
  await until(() => open === 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect([requests, client.state.running]).toEqual([0, 0])
})

it('fails the reader of its body', async () => {
  const answering = await startRawService((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhell')
  })
  const { send } = testClient([answering.url])
  const controllers = [new AbortController(), new AbortController()]
  const [whole, streamed] = await Promise.all(controllers.map(({ signal }) => send({}, { signal })))
  const [bytes, chunks] = [whole?.bytes(), streamed?.stream().toArray()]
  for (const controller of controllers) controller.abort(gone)
  await expect(bytes).rejects.toBe(gone)
  await expect(chunks).rejects.toBe(gone)
  await answering.close()
})

it('closes the body that it sends', async () => {
  const { send } = testClient([service.url])
  const controller = new AbortController()
  const body = new PassThrough()
  body.write('half')
  const sent = send({ verb: 'POST', body: { open: () => body, length: undefined } }, { signal: controller.signal })
  await until(() => open === 1)
  controller.abort(gone)
  await expect(sent).rejects.toBe(gone)
  await until(() => body.destroyed && open === 0)
})

it('fails with the error of the body that it sends, which is none of the service', async () => {
  const { send, client } = testClient([service.url], { breaker: { failures: 1, openFor: 1000 } })
  const body = new PassThrough()
  body.write('half')
  const sent = send(
    { verb: 'PUT', body: { open: () => body, length: undefined } },
    {},
    { idempotent: true, retries: 3 },
  )
  await until(() => open === 1)
  body.destroy(gone)
  await expect(sent).rejects.toBe(gone)
  expect(client.state).toMatchObject({ breaker: 'closed', retries: 0 })
  await until(() => open === 0)
})
