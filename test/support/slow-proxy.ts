import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A proxy for connections of any protocol, on a free port of this machine. */
export interface SlowProxy {
  readonly port: number
  /** Says how long what the server sends takes from now on, in milliseconds. */
  delay(milliseconds: number): void
  close(): Promise<void>
}

/** Starts a proxy that takes no time until it is told to. */
export async function startSlowProxy(target: { readonly host: string; readonly port: number }): Promise<SlowProxy> {
  let delay = 0
  const sockets = new Set<Socket>()
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket)
    socket.on('error', () => other.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
  }
  const server = createServer((client) => {
    const onward = connect(target)
    keep(client, onward)
    keep(onward, client)
    client.pipe(onward)
    // What was sent first arrives first, also after the delay has changed.
    let arrival = 0
    onward.on('data', (bytes) => {
      const now = performance.now()
      arrival = Math.max(arrival, now + delay)
      setTimeout(() => client.write(bytes), arrival - now)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    delay(milliseconds) {
      delay = milliseconds
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
