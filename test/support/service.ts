import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request as the service got it. */
export interface Received {
  readonly verb: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A service behind the gateway: a real HTTP server whose answer each test chooses. */
export interface TestService {
  readonly url: string
  /** The requests since the answer was chosen. */
  readonly received: Received[]
  /** Chooses how requests are answered from now on, and forgets those of before. */
  answer(write: (response: ServerResponse, request: Received) => void): void
  /** Answers with JSON. */
  answerJson(json: string, status?: number): void
  stop(): Promise<void>
}

/** Starts a service on a free port. */
export async function startService(): Promise<TestService> {
  const received: Received[] = []
  let write: (response: ServerResponse, request: Received) => void = (response) => response.end()
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('latin1')
    const seen = { verb: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
    received.push(seen)
    write(response, seen)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const answer: TestService['answer'] = (chosen) => {
    received.length = 0
    write = chosen
  }
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    received,
    answer,
    answerJson: (json, status = 200) =>
      answer((response) => response.writeHead(status, { 'content-type': 'application/json' }).end(json)),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  return address.port
}
