import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type ServiceServer, startRawService } from '../../support/service-server.js'
import { testClient } from '../../support/upstream-client.js'

let service: ServiceServer | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

/** Starts a service whose answers are some bytes, so many times over, as a chunked body. */
async function repeating(piece: string, times: number) {
  const bytes = Buffer.from(piece)
  const answer = async (socket: Socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    for (let sent = 0; sent < times; sent++) if (!socket.write(bytes)) await once(socket, 'drain')
    socket.write('0\r\n\r\n')
  }
  service = await startRawService((socket) => void answer(socket))
  return testClient([service.url], { maxResponse: 4_000_000 }, { timeout: 30_000 })
}

/** The bytes of all objects and buffers. */
function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** The bytes that the process grew by while it read an answer, and the answer. */
async function growthOf(read: () => Promise<string>) {
  const before = memory()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, memory())
  }, 20)
  const text = await read()
  clearInterval(timer)
  return { text, growth: Math.max(most, memory()) - before }
}

describe('an answer in small chunks', () => {
  it('takes little more memory than its bytes', async () => {
    const { text } = await repeating('1\r\nx\r\n'.repeat(10_000), 200)
    const { text: read, growth } = await growthOf(() => text())
    expect(read).toBe('x'.repeat(2_000_000))
    expect(growth).toBeLessThan(100_000_000)
  })

  it.each([1, 300, 5000])('keeps its order, beside large ones: %i bytes', async (size) => {
    const lengths = [10, size, 9000, size, 3, 70_000, size]
    const pieces = lengths.map((length, index) => 'abcdefg'.charAt(index).repeat(length))
    const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
    const { text } = await repeating(chunks.join(''), 3)
    expect(await text()).toBe(pieces.join('').repeat(3))
  })
})
