import { once } from 'node:events'
import { createServer } from 'node:net'

/** A server that refuses every connection as PostgreSQL does. */
export interface RefusingPostgres {
  readonly port: number
  close(): Promise<void>
}

/**
 * Starts a server that answers the start-up message with an ErrorResponse (PostgreSQL's protocol 3.0, section
 * "Message Formats"): a severity, a code and a message.
 */
export async function startRefusingPostgres(code: string, message: string): Promise<RefusingPostgres> {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(Buffer.concat([head, fields])))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      server.close()
      await once(server, 'close')
    },
  }
}
