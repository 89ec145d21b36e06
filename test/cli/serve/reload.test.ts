import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Environment, type Installation, install, type ServerProcess, until } from '../../support/process.js'
import { startRedis } from '../../support/redis.js'

let place: Installation
afterEach(() => place.remove())

const write = (text: string) => writeFileSync(join(place.folder, 'babelgate.yaml'), text)
const hangUp = ({ pid }: ServerProcess) => process.kill(pid, 'SIGHUP')
const start = (text: string, env: Environment = {}) => {
  write(text)
  return place.serve({ env })
}
const page = 'https://app.example.org'
const refused = ({ url }: ServerProcess) =>
  fetch(`${url}/api/test.hello`, { method: 'POST', headers: { origin: page } })
const signUp = async ({ url }: ServerProcess) => (await fetch(`${url}/signup`)).status

test('SIGHUP applies the reloadable settings', async () => {
  place = install()
  const server = await start('signup: open\n')
  expect((await refused(server)).status).toBe(200)
  expect((await refused(server)).headers.get('access-control-allow-origin')).toBeNull()
  expect(await signUp(server)).toBe(200)
  const orders = 'permissions: { orders: { title: Orders, levels: { read: See them } } }\n'
  write(`signup: closed\nhttp_status: semantic\ncors_origins: [${page}]\nupload_max: 1 MB\n${orders}`)
  hangUp(server)
  const line = await server.logged(({ msg }) => msg === 'the settings were read again')
  expect(line).toMatchObject({ waiting: ['UPLOAD_MAX', 'permissions'] })
  expect(line['changed']).toEqual(expect.arrayContaining(['SIGNUP', 'HTTP_STATUS', 'CORS_ORIGINS']))
  expect((await refused(server)).status).toBe(401)
  expect((await refused(server)).headers.get('access-control-allow-origin')).toBe(page)
  expect(await signUp(server)).not.toBe(200)
  expect(await server.stop()).toBe(0)
})

test('moving kinds of permissions within the file is no change', async () => {
  place = install()
  const orders = 'permissions: { orders: { title: Orders, levels: { read: See them } } }\n'
  const server = await start(orders)
  write(`signup: closed\n${orders}`)
  hangUp(server)
  const line = await server.logged(({ msg }) => msg === 'the settings were read again')
  expect(line).toMatchObject({ changed: ['SIGNUP'], waiting: [] })
  expect(await server.stop()).toBe(0)
})

test('a wrong file changes nothing and is explained in one line', async () => {
  place = install()
  const server = await start('http_status: semantic\n')
  write('http_status: modern\n')
  hangUp(server)
  const line = await server.logged(({ msg }) => msg === 'the settings stay as they were')
  expect(line).toMatchObject({ reason: 'babelgate.yaml:1:1: HTTP_STATUS must be legacy or semantic' })
  expect((await refused(server)).status).toBe(401)
  expect(await server.stop()).toBe(0)
})

test('the log level can be set to silent and back', async () => {
  place = install()
  const server = await start('log_level: info\n')
  const calls = () => server.log().filter(({ msg }) => msg === 'call').length
  await refused(server)
  await until(() => calls() === 1)
  write('log_level: error\n')
  hangUp(server)
  await until(async () => {
    const before = calls()
    await refused(server)
    await new Promise((resolve) => setTimeout(resolve, 700))
    return calls() === before
  })
  write('log_level: info\n')
  hangUp(server)
  await server.logged(({ msg }) => msg === 'the settings were read again')
  expect(await server.stop()).toBe(0)
})

test('workers reload too', async () => {
  place = install()
  const redis = await startRedis()
  const server = await start('', { WORKERS: '2', REDIS_URL: redis.url })
  write('http_status: semantic\n')
  hangUp(server)
  await until(async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => refused(server)))
    return all.every(({ status }) => status === 401)
  })
  expect(await server.stop()).toBe(0)
  await redis.remove()
})
