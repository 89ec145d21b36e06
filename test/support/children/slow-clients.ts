import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** Between two letters of one connection, in milliseconds. */
const pause = 500

/** How long a burst of answers that nobody reads may take to fill all buffers, in milliseconds. */
const settling = 8000

/** Answers that together are more than the buffers of a connection take. */
const unread = 'GET /api/soap?wsdl HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(80)

/** What a connection begins with; where it goes on, it does so letter by letter. */
const kinds = [
  { begin: 'GET /api/test.echo HTTP/1.1\r\nHost: x\r\nX-Slow: ', goesOn: true },
  { begin: 'POST /api/test.echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n', goesOn: true },
  { begin: unread, goesOn: false },
] as const

/** Keeps many connections open that send slowly or read nothing, until it is killed; says when they are there. */
async function slowClients(url: string, count: number): Promise<void> {
  const { hostname, port } = new URL(url)
  const open = async (index: number) => {
    const socket = connect(Number(port), hostname).on('error', () => undefined)
    await once(socket, 'connect')
    void keepOn(socket, kinds[index % kinds.length] ?? kinds[0]).then(() => open(index))
  }
  await Promise.all(Array.from({ length: count }, (_, index) => open(index)))
  await setTimeout(settling)
  process.stdout.write('open\n')
}

async function keepOn(socket: Socket, { begin, goesOn }: (typeof kinds)[number]): Promise<void> {
  socket.write(begin)
  if (goesOn) socket.resume()
  else socket.pause()
  await setTimeout(Math.random() * pause)
  for (; !socket.closed; await setTimeout(pause)) if (goesOn) socket.write('x')
}

void slowClients(process.argv[2] ?? '', Number(process.argv[3]))
