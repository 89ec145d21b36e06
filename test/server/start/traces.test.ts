import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Installation, install } from '../../support/process.js'
import { type RedisServer, startRedis } from '../../support/redis.js'

let redis: RedisServer
let place: Installation
beforeAll(async () => {
  redis = await startRedis()
  place = install({ REDIS_URL: redis.url })
  // Beside the gateway, as an operator installs it: with a copy of the API of its own.
  cpSync('node_modules/@opentelemetry', join(place.folder, 'node_modules', '@opentelemetry'), { recursive: true })
})
afterAll(async () => {
  await place.remove()
  await redis.remove()
})

/** Registers an SDK as an operator does, which gathers spans for longer than the test takes; they end in a file. */
function sdk(spans: string): string {
  const file = join(place.folder, 'otel.mjs')
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs'
    import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
    const exporter = {
      export(spans, done) {
        if (process.env.STUCK !== undefined) return
        for (const { name } of spans) appendFileSync(${JSON.stringify(spans)}, name + '\\n')
        done({ code: 0 })
      },
      shutdown: async () => undefined,
    }
    const gathering = new BatchSpanProcessor(exporter, { scheduledDelayMillis: 600_000, maxQueueSize: 10_000 })
    new NodeTracerProvider({ spanProcessors: [gathering] }).register()`,
  )
  return pathToFileURL(file).href
}

test.each(['1', '2'])('an SDK that is registered first has every span when %s process(es) stopped', async (count) => {
  const spans = join(place.folder, `spans-${count}`)
  const server = await place.serve({ env: { WORKERS: count, NODE_OPTIONS: `--import ${sdk(spans)}` } })
  for (let call = 0; call < 10; call++) await fetch(`${server.url}/api/api.methods.getList/json`)
  expect(await server.stop()).toBe(0)
  const lines = readFileSync(spans, 'utf8').trim().split('\n')
  expect(lines.filter((name) => name === 'api.methods.getList')).toHaveLength(10)
})

test('a collector that never answers does not keep a server from stopping', async () => {
  const hook = sdk(join(place.folder, 'spans'))
  const server = await place.serve({ env: { STUCK: '1', NODE_OPTIONS: `--import ${hook}` } })
  await fetch(`${server.url}/api/api.methods.getList/json`)
  const since = performance.now()
  expect(await server.stop()).toBe(0)
  // The SDK by itself would wait for half a minute.
  expect(performance.now() - since).toBeLessThan(15_000)
})
