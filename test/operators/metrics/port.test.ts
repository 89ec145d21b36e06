import { networkInterfaces } from 'node:os'
import { SettingsError } from '../../../src/config/settings.js'
import { startTestServer } from '../../support/server.js'

const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address

test("a separate port serves metrics and nothing else, and the clients' port no longer does", async () => {
  const server = await startTestServer({ settings: { METRICS_PORT: '0' } })
  const line = server.log.find((text) => text.includes('"msg":"metrics"')) ?? '{}'
  const { url } = JSON.parse(line)
  const shown = await fetch(url, { headers: { 'x-forwarded-for': '192.0.2.1' } })
  expect(shown.status).toBe(200)
  expect(await shown.text()).toContain('babelgate_calls_total')
  expect((await fetch(new URL('/api/test.hello', url))).status).toBe(404)
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
  await server.stop()
  await expect(fetch(url)).rejects.toThrow()
})

test('a port in use stops the start', async () => {
  const server = await startTestServer()
  const { port } = new URL(server.url)
  await expect(startTestServer({ settings: { METRICS_PORT: port } })).rejects.toThrow(`METRICS_PORT ${port}`)
  await expect(startTestServer({ settings: { METRICS_PORT: '0', PORT: port } })).rejects.toThrow(`PORT ${port}`)
  await expect(startTestServer({ settings: { METRICS_PORT: 'x' } })).rejects.toThrow(SettingsError)
  await server.stop()
})

test("another machine gets no metrics on the clients' port", async () => {
  if (own === undefined) throw new Error('This test wants a network address that is not the loopback.')
  const server = await startTestServer({ settings: { HOST: '0.0.0.0' } })
  const { port } = new URL(server.url)
  expect((await fetch(`http://${own}:${port}/metrics`, { headers: { host: 'localhost' } })).status).toBe(404)
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200)
  await server.stop()
})
