import { type Clients, createClients } from './member.js'
import { startTestServer, type TestServer, type TestServerOptions } from './server.js'

/** What a test file works with: a server, and members who call it. */
export interface MembersBed {
  readonly server: TestServer
  readonly clients: Clients
}

/** What a server has logged of errors since it was asked last. */
function errorsSince(log: readonly string[], start: number): string[] {
  return log.slice(start).filter((line) => Number(/"level":(\d+)/.exec(line)?.[1]) >= 50)
}

/** Sets a server up around the tests of a block; nothing may go wrong behind the clients' backs. */
export function useMembers(options: TestServerOptions = {}): () => MembersBed {
  let bed: MembersBed | undefined
  let logged = 0
  beforeAll(async () => {
    const server = await startTestServer(options)
    bed = { server, clients: await createClients(server) }
  })
  afterAll(() => bed?.server.stop())
  afterEach(() => {
    const log = bed?.server.log ?? []
    expect(errorsSince(log, logged)).toEqual([])
    logged = log.length
  })
  return () => {
    if (bed === undefined) throw new Error('The server runs within tests only.')
    return bed
  }
}
