import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startPostgres } from '../../support/postgres.js'
import { type Installation, install, type ServerProcess, until } from '../../support/process.js'
import { startRedis } from '../../support/redis.js'

async function ready({ url }: ServerProcess): Promise<unknown> {
  const response = await fetch(`${url}/readyz`)
  return { status: response.status, ...JSON.parse(await response.text()) }
}

const isReady = { status: 200, ready: true, maintenance: false }
const lacks = (...names: string[]) => ({
  status: 503,
  ready: false,
  missing: Object.fromEntries(names.map((name) => [name, 'cannot be reached'])),
})
const becomes = (server: ServerProcess, state: object) =>
  until(async () => JSON.stringify(await ready(server)) === JSON.stringify(state), 8000)

describe('a server whose stores come and go', () => {
  let home: string
  let place: Installation
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'babelgate-health-'))
    chmodSync(home, 0o755)
  })
  afterAll(async () => {
    await place.remove()
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })

  test('is ready while all of them answer, names those that do not, and is live all the time', async () => {
    const redis = await startRedis()
    let database = await startPostgres(home)
    place = install({ DATABASE_URL: database.url, REDIS_URL: redis.url, SECRET_KEY: 'the key of one installation' })
    await place.json('migrate')
    const server = await place.serve()
    await becomes(server, isReady)
    redis.stall()
    await becomes(server, lacks('redis'))
    redis.resume()
    await becomes(server, isReady)
    await redis.kill()
    await becomes(server, lacks('redis'))
    await database.stop()
    await becomes(server, lacks('database', 'redis'))
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    await redis.start()
    database = await startPostgres(home, Number(new URL(database.url).port))
    await becomes(server, isReady)
    expect(await server.stop()).toBe(0)
    await database.stop()
    await redis.remove()
  })
})

describe('a server that is told to stop', () => {
  let place: Installation
  beforeEach(() => {
    place = install()
  })
  afterEach(() => place.remove())

  test('reports it to a request that is half received, and stays live', async () => {
    writeFileSync(join(place.folder, 'slow.mjs'), slow(place.folder))
    const server = await place.serve({ args: ['--methods', '.'] })
    const running = fetch(`${server.url}/api/slow.wait`)
    const asks = ['/readyz', '/healthz'].map((path) => {
      const { hostname, port } = new URL(server.url)
      const socket = connect(Number(port), hostname)
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n`)
      return socket
    })
    await until(() => existsSync(join(place.folder, 'begun')))
    const stopped = server.stop()
    await server.logged(({ msg }) => msg === 'stopping')
    for (const socket of asks) socket.end('Connection: close\r\n\r\n')
    const [readiness = '', liveness = ''] = await Promise.all(asks.map((socket) => text(socket)))
    expect(readiness).toContain('HTTP/1.1 503')
    expect(readiness).toContain('{"ready":false,"missing":{"server":"is stopping"}}')
    expect(liveness).toContain('HTTP/1.1 200')
    writeFileSync(join(place.folder, 'end'), '')
    expect((await running).status).toBe(200)
    expect(await stopped).toBe(0)
  })

  test('takes calls for the time of DRAIN_DELAY', async () => {
    const server = await place.serve({ env: { DRAIN_DELAY: '3' } })
    const since = performance.now()
    const stopped = server.stop()
    await until(async () => (await fetch(`${server.url}/readyz`)).status === 503)
    expect(await (await fetch(`${server.url}/api/api.methods.getList`)).json()).toMatchObject({ api: { status: 'ok' } })
    expect(await stopped).toBe(0)
    expect(performance.now() - since).toBeGreaterThan(2900)
  })
})

/** A method that says when it has begun, and ends when it may. */
const slow = (folder: string) => `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { defineMethod, z } from 'babelgate'
export const slow = defineMethod()({
  name: 'slow.wait', summary: 'Wait', needs: { key: false },
  params: z.object({}), result: z.object({}),
  async run() {
    writeFileSync(${JSON.stringify(join(folder, 'begun'))}, '')
    while (!existsSync(${JSON.stringify(join(folder, 'end'))})) await setTimeout(10)
    return {}
  },
})`
