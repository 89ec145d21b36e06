import { existsSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Installation, install, type ServerProcess, until } from '../../support/process.js'

/** A method that says when it has begun, and ends when it may. */
const slow = (folder: string) => `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { defineMethod, z } from 'babelgate'
export const slow = defineMethod()({
  name: 'slow.wait', summary: 'Wait', needs: { key: false },
  params: z.object({}), result: z.object({ waited: z.string() }),
  async run() {
    writeFileSync(${JSON.stringify(join(folder, 'begun'))}, '')
    while (!existsSync(${JSON.stringify(join(folder, 'end'))})) await setTimeout(10)
    return { waited: 'long' }
  },
})`

let place: Installation
let server: ServerProcess

beforeEach(async () => {
  place = install()
  writeFileSync(join(place.folder, 'slow.mjs'), slow(place.folder))
  server = await place.serve({ args: ['--methods', '.'] })
})
afterEach(() => place.remove())

/** Whether anybody still listens. */
function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Makes a call and keeps its connection open. */
function callOnce(agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { agent, headers: { connection: 'keep-alive' } }
    const request = get(`${server.url}/api/api.methods.getList`, options, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    request.on('error', reject)
  })
}

test('SIGTERM lets a running call finish, takes no new one, and waits for no idle connection', async () => {
  const agent = new Agent({ keepAlive: true })
  expect(await callOnce(agent)).toBe(200)
  const running = fetch(`${server.url}/api/slow.wait`)
  await until(() => existsSync(join(place.folder, 'begun')))
  const stopped = server.stop()
  await until(async () => !(await accepts(server.url)))
  writeFileSync(join(place.folder, 'end'), '')
  const answer = await running
  expect(await answer.json()).toMatchObject({ api: { status: 'ok' }, waited: 'long' })
  const since = performance.now()
  expect(await stopped).toBe(0)
  expect(performance.now() - since).toBeLessThan(3000)
  agent.destroy()
})

test('a connection that never sends a byte does not delay the stop', async () => {
  const { hostname, port } = new URL(server.url)
  const silent = connect(Number(port), hostname).on('error', () => undefined)
  await until(() => silent.readyState === 'open')
  const since = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - since).toBeLessThan(3000)
})

test('a call that never ends is cut off after ten seconds', async () => {
  const running = fetch(`${server.url}/api/slow.wait`).then(
    () => 'answered',
    () => 'cut off',
  )
  await until(() => existsSync(join(place.folder, 'begun')))
  const since = performance.now()
  const code = await server.stop()
  expect(await running).toBe('cut off')
  expect(code).toBe(0)
  expect(performance.now() - since).toBeLessThan(12_000)
})

test('SIGINT stops too, and a second signal at once', async () => {
  const running = fetch(`${server.url}/api/slow.wait`).catch(() => 'cut off')
  await until(() => existsSync(join(place.folder, 'begun')))
  const stopped = server.stop('SIGINT')
  await until(async () => !(await accepts(server.url)))
  process.kill(server.pid, 'SIGTERM')
  expect(await stopped).toBe(1)
  expect(await running).toBe('cut off')
})

test('the same DATA_DIR serves again', async () => {
  const user = await place.json('user', 'create', '--username', 'ada', '--password', 'a long password')
  expect(await server.stop()).toBe(0)
  const second = await place.serve()
  expect(await place.json('user', 'list')).toEqual([{ ...user, state: 'active' }])
  expect(await second.stop()).toBe(0)
})
