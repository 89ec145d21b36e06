import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseLimits } from '../../src/core/limits/limit.js'
import type { Application } from '../../src/core/ports/app-store.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from './server.js'

/** The shop of `examples/rest` behind gateways, and what foreign clients need to call it. */
export interface ShopBed {
  readonly server: TestServer
  /** A gateway that admits three calls an hour of one address. */
  readonly narrow: TestServer
  /** May call the service, and holds a token of a user. */
  readonly app: Application
  readonly token: string
  readonly tokenSecret: string
  /** May call the service once an hour. */
  readonly limited: Application
  /** May not call the service. */
  readonly stranger: Application
  /** Its key is known to the narrow gateway. */
  readonly hurried: Application
  stop(): Promise<void>
}

/** Starts the shop and the gateways before it. */
export async function startShopBed(): Promise<ShopBed> {
  const shop = spawn(process.execPath, ['examples/rest/service.js'], {
    env: { PORT: '0', ORDERS_KEY: 'shop-key' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(shop.stdout, 'data')
  const [url = ''] = /http:\/\/[\d.:]+/.exec(String(line)) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-shop-'))
  const file = join(folder, 'upstreams.yaml')
  const text = readFileSync('examples/rest/upstreams.yaml', 'utf8')
  writeFileSync(file, text.replace('http://127.0.0.1:9090', url).replace(/\$\{ORDERS_KEY\}/, 'shop-key'))
  const server = await startTestServer({ settings: { UPSTREAMS: file } })
  const narrow = await startTestServer({ settings: { UPSTREAMS: file, LIMIT_IP: '3/h' } })
  const services = ['orders']
  const user = await createUser(server.services, 'ada')
  const app = await createApp(server.services, user, { services })
  const { authToken, oauthSecret } = await createToken(server.services, app, user, { doc: 'write' })
  const limited = await createApp(server.services, user, { services })
  await server.services.apps.change(limited.key, { limits: parseLimits('1/h') }, 'cli:test')
  return {
    ...{ server, narrow, app, token: authToken, tokenSecret: oauthSecret, limited },
    stranger: await createApp(server.services, user),
    hurried: await createApp(narrow.services, await createUser(narrow.services, 'ada'), { services }),
    async stop() {
      await Promise.all([server.stop(), narrow.stop()])
      shop.kill()
      await once(shop, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
