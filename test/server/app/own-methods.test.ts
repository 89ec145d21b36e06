import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMember } from '../../support/add-member.js'
import { call, codeOf } from '../../support/api-client.js'
import { type Installation, install, type Json } from '../../support/process.js'
import { runProgram } from '../../support/program.js'

/** A module as its author writes it, far from this package. */
const weather = `
import { defineMethod, int } from 'babelgate'
import { z } from 'zod'

const days = defineMethod()({
  name: 'weather.days',
  summary: 'Tell the weather of some days',
  params: z.object({ count: int({ description: 'How many', fault: { missing: 1 } }) }),
  result: z.object({ days: z.object({ day: z.array(z.object({ number: z.int(), sky: z.string() })) }) }),
  errors: { 1: 'Count missing' },
  run({ params }) {
    const day = Array.from({ length: params.count }, (_, number) => ({ number, sky: 'blue', hidden: 'never shown' }))
    return { days: { day } }
  },
})
const mine = defineMethod()({
  name: 'weather.mine',
  summary: 'Tell whose weather it is',
  needs: { signature: true, token: true },
  params: z.object({}),
  result: z.object({ user: z.string() }),
  run: ({ caller }) => ({ user: caller.user.username }),
})
export const methods = [days, mine]
`

let place: Installation
let folder: string
beforeEach(() => {
  place = install()
  folder = mkdtempSync(join(tmpdir(), 'babelgate-methods-'))
})
afterEach(async () => {
  await place.remove()
  rmSync(folder, { recursive: true })
})

describe('serve --methods', () => {
  test('serves the methods of a folder beside the built-in ones', async () => {
    writeFileSync(join(folder, 'weather.mjs'), weather)
    const member = await addMember(place)
    const server = await place.serve({ args: ['--methods', folder] })
    const { methods } = await call(server.url, member, 'api.methods.getList')
    const names = methods.method.map(({ name }: Json) => name)
    expect(names).toEqual(expect.arrayContaining(['weather.days', 'weather.mine', 'doc.get', 'test.echo']))
    expect(
      (await call(server.url, member, 'api.methods.get', { params: { method: 'weather.days' } })).method,
    ).toMatchObject({
      name: 'weather.days',
    })
    const days = await call(server.url, member, 'weather.days', { params: { count: '2' } })
    expect(days.days.day).toEqual([
      { number: '0', sky: 'blue' },
      { number: '1', sky: 'blue' },
    ])
    expect(await codeOf(server.url, member, 'weather.days')).toBe(1)
    expect(await call(server.url, member, 'weather.mine')).toMatchObject({ user: 'ada' })
    expect(await server.stop()).toBe(0)
    const listed = await place.json('methods', 'list', '--methods', folder)
    expect(listed.map(({ name }: Json) => name)).toContain('weather.mine')
  })

  test('serves nothing else with --only but what log-in and tools need', async () => {
    writeFileSync(join(folder, 'weather.mjs'), weather)
    const member = await addMember(place)
    const server = await place.serve({ args: ['--methods', folder, '--only'] })
    expect(await call(server.url, member, 'weather.mine')).toMatchObject({ user: 'ada' })
    expect(await codeOf(server.url, member, 'doc.getList')).toBe(103)
    expect(await codeOf(server.url, member, 'auth.checkToken')).toBe(0)
    expect(await server.stop()).toBe(0)
    const listed = await place.json('methods', 'list', '--methods', folder, '--only')
    expect(listed.map(({ name }: Json) => name)).toEqual([...essential, 'weather.days', 'weather.mine'])
  })

  test.each([
    ['holds no module', {}, /holds no module \(\.js, \.mjs, \.ts or \.mts\)/],
    ['exports nothing of use', { 'a.mjs': 'export const a = 1' }, /a\.mjs exports nothing/],
    ['does not load', { 'a.mjs': 'import "not-installed"' }, /a\.mjs cannot be loaded.*not-installed/],
    ['cannot be read as JavaScript', { 'a.mjs': 'export const = 1' }, /a\.mjs cannot be loaded/],
    [
      'misspells a need',
      { 'a.mjs': weather.replace('token: true', 'tokn: true') },
      /the method weather\.mine \(.*a\.mjs\): needs does not know tokn/,
    ],
    [
      'names a kind of permission that nobody declared',
      { 'a.mjs': weather.replace('token: true', "token: true, permission: { orders: 'read' }") },
      /the method weather\.mine \(.*a\.mjs\): needs\.permission does not know orders/,
    ],
    ['names a built-in method', { 'a.mjs': weather.replaceAll('weather.days', 'doc.get') }, /doc\.get/],
  ])('refuses a folder that %s', async (_what, files, complaint) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { code, stderr } = await place.run(['serve', '--methods', folder])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
    expect(stderr).toMatch(complaint)
  })
})

/** What is served beside methods of one's own, whatever else is left out. */
const essential = ['api.methods.get', 'api.methods.getList', 'auth.checkToken', 'auth.getFrob', 'auth.getToken']

/** A program of somebody who has the gateway inside an application of their own. */
const program = (port: string) => `
import { createServer } from 'node:http'
import express from 'express'
import { createGateway, defineMethod, z } from 'babelgate'

const greet = defineMethod()({
  name: 'greet.everybody', summary: 'Greet', needs: { key: false },
  params: z.object({ name: z.string() }), result: z.object({ greeting: z.string() }),
  run: ({ params, services: { greeter } }) => ({ greeting: greeter.greet(params.name) }),
})
const gateway = await createGateway({
  methods: [greet],
  services: { greeter: { greet: (name) => 'Good day, ' + name } },
  settings: { DATA_DIR: process.argv[2], LOG_LEVEL: 'silent' },
})
const alone = await createGateway({
  methods: [defineMethod()({
    name: 'own.see', summary: 'See', needs: { key: false }, params: z.object({}), result: z.object({ seen: z.string() }),
    run: ({ services, methods }) => ({ seen: Object.keys(services) + methods.methods.map(({ name }) => name).join(' ') }),
  })],
  builtIns: false,
  settings: { DATA_DIR: process.argv[2], LOG_LEVEL: 'silent' },
})
const only = createServer(alone.handler)
await new Promise((resolve) => only.listen(0, '127.0.0.1', resolve))
console.log(await (await fetch('http://127.0.0.1:' + only.address().port + '/api/own.see')).text())
await new Promise((resolve) => { only.close(resolve); only.closeAllConnections() })
await alone.close()
const app = express()
app.get('/mine', (_req, res) => res.json({ mine: true }))
app.use(gateway.handler)
for (const server of [createServer(gateway.handler), createServer(app)]) {
  await new Promise((resolve) => server.listen(${port}, '127.0.0.1', resolve))
  const url = 'http://127.0.0.1:' + server.address().port
  const read = async (path) => (await fetch(url + path)).text()
  console.log(await read('/api/greet.everybody?name=Ada'))
  console.log(await read('/api/api.methods.getList'))
  console.log((await read('/login')).includes('<form'))
  console.log(JSON.stringify(await read('/mine')))
  await new Promise((resolve) => { server.close(resolve); server.closeAllConnections() })
}
await gateway.close()
console.log('closed')
`

test('createGateway answers for methods of its own, under node and in express, and closes', async () => {
  const { stdout } = await runProgram(program('0'), { args: [place.dataDir] })
  const [alone = '', ...lines] = stdout.trim().split('\n')
  expect(JSON.parse(alone)).toMatchObject({ seen: [...essential, 'own.see'].join(' ') })
  const [bare, mounted] = [lines.slice(0, 4), lines.slice(4, 8)]
  for (const [greeting = '', list = '', login] of [bare, mounted]) {
    expect(JSON.parse(greeting)).toMatchObject({ api: { status: 'ok' }, greeting: 'Good day, Ada' })
    expect(list).toContain('greet.everybody')
    expect(list).toContain('doc.tags.add')
    expect(login).toBe('true')
  }
  expect(JSON.parse(mounted[3] ?? '')).toBe('{"mine":true}')
  expect(lines.at(-1)).toBe('closed')
})
