import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { drain } from '../../src/http/drain.js'
import { createHttpServer, listen } from '../../src/http/server.js'
import { defineMethod, z } from '../../src/index.js'
import { type Babelgate, createGateway } from '../../src/server/create-gateway.js'
import { faultWriter } from '../../src/transports/shared/write-fault.js'
import { makeCertificate } from '../support/certificate.js'
import { until } from '../support/process.js'
import { noLog } from '../support/request-log.js'

/** The timeouts of the server, in milliseconds; bytes come far more often than that. */
const timeouts = { headers: 1000, idle: 1000, keepAlive: 1000 }
const pause = 20

/** More than the buffers of both ends of a connection take. */
const large = 32 * 1024 * 1024

const longText = defineMethod()({
  name: 'long.text',
  summary: 'Answer a long text',
  needs: { key: false },
  params: z.object({}),
  result: z.object({ text: z.string() }),
  run: () => ({ text: 'x'.repeat(large) }),
})

let folder: string
let gateway: Babelgate
const writeFault = faultWriter(ipernity)
let server: Server
let port: number
const sockets: Socket[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'babelgate-slow-'))
  const settings = { DATA_DIR: join(folder, 'data'), LIMIT_IP: '0', DEMO: '0', LOG_LEVEL: 'silent' }
  gateway = await createGateway({ methods: [longText], services: {}, settings })
  server = createHttpServer(gateway.handler, { timeouts, log: noLog, writeFault })
  port = await listen(server, '127.0.0.1', 0)
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(async () => {
  await drain(server)
  await gateway.close()
  rmSync(folder, { recursive: true })
})

/** A connection that stays open until the server closes it for good, and what came over it. */
function client() {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => undefined)
  sockets.push(socket)
  let text = ''
  const read = () =>
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
    })
  return { socket, read, text: () => text }
}

/** Writes letter by letter until all is sent or the socket is closed. */
async function dribble(socket: Socket, text: string): Promise<void> {
  for (const letter of text) {
    if (!socket.writable) return
    socket.write(letter)
    await setTimeout(pause)
  }
}

/** Whether a good call is answered. */
async function isServed(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/api.methods.getList/json`)
  return (await answer.text()).includes('"status":"ok"')
}

/** Makes good calls until something has happened. @returns whether all of them were answered, and there were some */
async function servedUntil(happened: () => boolean): Promise<boolean> {
  const served: boolean[] = []
  await until(async () => {
    served.push(await isServed())
    return happened()
  })
  return served.length > 1 && served.every(Boolean)
}

/** How many connections are open. */
function connections(): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))
}

const endless = 'x'.repeat(100_000)

test('a head that comes letter by letter is answered with 408 and cut off, and others are served meanwhile', async () => {
  const clients = Array.from({ length: 20 }, client)
  for (const { socket, read } of clients) {
    read()
    void dribble(socket, `GET /api/api.methods.getList HTTP/1.1\r\nHost: x\r\nX-Slow: ${endless}`)
  }
  expect(await servedUntil(() => clients.every(({ socket }) => socket.closed))).toBe(true)
  for (const { text } of clients) expect(text()).toMatch(/^HTTP\/1\.1 408 .*"code":"123"/s)
})

test('a connection that never sends a byte is cut off', async () => {
  const since = performance.now()
  const { socket, read, text } = client()
  read()
  await until(() => socket.closed || socket.readableEnded)
  expect(performance.now() - since).toBeGreaterThan(timeouts.headers / 2)
  expect(performance.now() - since).toBeLessThan(4 * timeouts.headers)
  expect(text()).toMatch(/^$|^HTTP\/1\.1 408 /)
})

test('a body that comes letter by letter is read to its end, however long that takes', async () => {
  const body = `method_name=test.echo&padding=${'x'.repeat((2 * timeouts.idle) / pause)}`
  const { socket, read, text } = client()
  read()
  socket.write(
    `POST /api/api.methods.getList HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  const since = performance.now()
  await dribble(socket, body)
  await until(() => text().includes('\r\n\r\n'))
  expect(performance.now() - since).toBeGreaterThan(timeouts.idle)
  expect(text()).toMatch(/^HTTP\/1\.1 200 .*"status":"ok"/s)
})

test.each(['/api/api.methods.getList', '/login'])('a body to %s that stops is cut off', async (path) => {
  const { socket, read, text } = client()
  read()
  const type = 'Content-Type: application/x-www-form-urlencoded'
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\n${type}\r\nContent-Length: 1000\r\n\r\nusername=a`)
  expect(await servedUntil(() => socket.closed || socket.readableEnded)).toBe(true)
  expect(text()).not.toMatch(/^HTTP\/1\.1 200/)
})

test('a body that stops is cut off over TLS as well', async () => {
  const { key, cert } = makeCertificate(folder)
  const files = { key: readFileSync(key), cert: readFileSync(cert) }
  const secure = createHttpServer(gateway.handler, { tls: files, timeouts, log: noLog, writeFault })
  const socket = connectTls({ port: await listen(secure, '127.0.0.1', 0), rejectUnauthorized: false })
  sockets.push(socket)
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
  })
  const since = performance.now()
  socket.on('error', () => undefined).write('POST /api/test.echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na')
  await once(socket, 'close')
  expect(performance.now() - since).toBeGreaterThan(timeouts.idle / 2)
  expect(performance.now() - since).toBeLessThan(4 * timeouts.idle)
  expect(text).not.toMatch(/^HTTP\/1\.1 200/)
  await drain(secure)
})

test('a client that does not read its answer is cut off', async () => {
  const { socket, read, text } = client()
  socket.write('GET /api/long.text/json HTTP/1.1\r\nHost: x\r\n\r\n')
  // A client that does not read gets no close event, so the connections are counted on the server.
  await until(async () => (await connections()) > 0)
  await until(async () => (await connections()) === 0)
  read()
  await until(() => socket.closed || socket.readableEnded)
  expect(text().length).toBeLessThan(large)
})
