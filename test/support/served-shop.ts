import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, createUser, startTestServer, type TestServer } from './server.js'
import { startService, type TestService } from './service.js'

/** A gateway in front of a service named `shop`, from a file. */
export interface ServedShop {
  readonly server: TestServer
  readonly service: TestService
  /** The file of services. */
  readonly file: string
  /** Calls a method of the service by GET in the native dialect, with the key of an application. */
  call(method: string, init?: RequestInit): Promise<Response>
  /** The lines of the log with this message. */
  lines(message: string): readonly LoggedLine[]
  stop(): Promise<void>
}

/** A line of the log. */
export type LoggedLine = Readonly<Record<string, unknown>>

/** Starts them. @param yaml writes the file of services, given the address of the service */
export async function serveShop(yaml: (url: string) => string): Promise<ServedShop> {
  const dir = await mkdtemp(join(tmpdir(), 'babelgate-shop-'))
  const file = join(dir, 'upstreams.yaml')
  const service = await startService()
  await writeFile(file, yaml(service.url))
  const server = await startTestServer({ settings: { UPSTREAMS: file } })
  const { key } = await createApp(server.services, await createUser(server.services, 'ada'), { services: ['*'] })
  return {
    server,
    service,
    file,
    call: (method, init) =>
      fetch(`${server.url}/rpc/shop.${method}`, { ...init, headers: { 'x-api-key': key, ...init?.headers } }),
    lines: (message) => server.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === message),
    async stop() {
      await server.stop()
      await service.stop()
      await rm(dir, { recursive: true })
    },
  }
}
