import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { addMember, type Member, password } from '../../support/add-member.js'
import { call, codeOf, loginLink } from '../../support/api-client.js'
import { babelgate, converse } from '../../support/conversation.js'
import { typedVerifier } from '../../support/oauth-consent.js'
import { type Installation, install, type Json, type ServerProcess } from '../../support/process.js'
import { createVisitor } from '../../support/visitor.js'

const settings = `
permissions:
  orders:
    title: { en: Orders, fr: Commandes }
    levels:
      read: { en: See what you ordered, fr: Voir ce que vous avez commandé }
      write: See what you ordered, and order for you
`

const orders = `
import { defineMethod } from 'babelgate'
import { z } from 'zod'

export const list = defineMethod()({
  name: 'orders.list', summary: 'List orders',
  needs: { signature: true, token: true, permission: { orders: 'read' } },
  params: z.object({}), result: z.object({ level: z.string() }),
  run: ({ caller }) => ({ level: caller.permissions.orders }),
})
`

let place: Installation
let member: Member
let server: ServerProcess

beforeAll(async () => {
  place = install()
  writeFileSync(join(place.folder, 'babelgate.yaml'), settings)
  mkdirSync(join(place.folder, 'methods'))
  writeFileSync(join(place.folder, 'methods', 'orders.mjs'), orders)
  member = await addMember(place, 'ada', ['orders=write', 'doc=read'])
  server = await place.serve({ args: ['--methods', 'methods'] })
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
  await place.remove()
})

test('token create grants a level of a declared kind, and token list shows it', async () => {
  expect(await call(server.url, member, 'orders.list')).toMatchObject({ level: 'write' })
  const [listed] = await place.json('token', 'list', '--user', 'ada')
  expect(listed.permissions).toMatchObject({ doc: 'read', blog: 'none', orders: 'write' })
  expect((await place.run(['token', 'list'])).stdout).toContain('doc=read orders=write')
  const others = ['token', 'create', '--app', member.api_key, '--user', 'ada', '--perm', 'doc=delete']
  expect(await codeOf(server.url, { ...member, ...(await place.json(...others)) }, 'orders.list')).toBe(110)
})

test.each([
  ['orders=delete', /orders=delete: the levels of orders are none, read, write /],
  ['invoices=read', /invoices=read: the kinds of permissions are doc, blog, profile, network, post, orders /],
])('token create refuses --perm %s', async (perm, complaint) => {
  const { code, stderr } = await place.run(['token', 'create', '--app', 'a', '--user', 'ada', '--perm', perm])
  expect(code).toBe(2)
  expect(stderr.replace('\n', ' ')).toMatch(complaint)
})

test('methods list and show name the level that a method requires', async () => {
  const shown = await place.json('methods', 'show', 'orders.list', '--methods', 'methods')
  expect(shown).toMatchObject({ permissions: { orders: 'read' } })
  const { stdout } = await place.run(['methods', 'list', '--methods', 'methods'])
  expect(stdout).toMatch(/^orders\.list +key, signature, token, orders:read +List orders$/m)
  expect((await place.run(['wsdl', '--methods', 'methods'])).stdout).toContain('orders.list')
})

test("the consent page uses the user's language, and oauth login gets the token", async () => {
  const visitor = createVisitor(server.url)
  await visitor.submit('/login', { username: 'ada', password })
  const { frob } = (await call(server.url, { ...member, auth_token: undefined } as Json, 'auth.getFrob')).auth
  const page = await visitor.visit(loginLink(member, { frob, perm_orders: 'read', lg: 'fr' }))
  expect(await page.text()).toContain('Voir ce que vous avez commandé')

  const { api_key: BABELGATE_API_KEY, secret: BABELGATE_SECRET } = member
  const env = { BABELGATE_URL: server.url, BABELGATE_API_KEY, BABELGATE_SECRET }
  const conversation = converse(place, [...babelgate, 'oauth', 'login', '--perm', 'orders=read'], env)
  const address = await conversation.heard(/^Open (\S+) and allow it\.$/m)
  conversation.say(typedVerifier(await (await visitor.submit(address)).text()))
  expect((await conversation.ended()).code).toBe(0)
  const { stdout } = await place.run(['call', 'orders.list', '--as', 'oauth1', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ level: 'read' })
})

test.each([
  ['permissions: orders', '1:14', 'permissions must be names with values'],
  ['permissions:\n  my-orders: {}', '2:3', 'permissions.my-orders must have a name of at most 32 lower-case letters'],
  [settings.replace('title:', 'titel:'), '4:5', 'permissions.orders.titel is not known'],
  [settings.replace('write:', 'admin:'), '7:7', 'permissions.orders.levels.admin is no level'],
  [settings.replace(', fr: Commandes', ', fr: 5'), '4:26', 'permissions.orders.title.fr must be a text'],
  [settings.replace('en: Orders, ', ''), '4:5', 'permissions.orders.title must have a text in English'],
  ['permissions:\n  orders:\n    title: O', '2:3', 'permissions.orders.levels must be names with values'],
  ['permissions:\n  orders: { title: O, levels: {} }', '2:23', 'permissions.orders.levels must have at least one of'],
  [settings.replaceAll('orders', 'doc'), '3:3', 'permissions.doc has the name of a kind that there is'],
  ['permissions:\nPERMISSIONS:', '2:1', 'PERMISSIONS is set twice'],
])('a wrong declaration stops the start with its place: %j', async (text, at, complaint) => {
  writeFileSync(join(place.folder, 'wrong.yaml'), text)
  for (const command of [['serve'], ['methods', 'list']]) {
    const { code, stderr } = await place.run([...command, '--config', 'wrong.yaml'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
    expect(stderr).toContain(`wrong.yaml:${at}: ${complaint}`)
  }
})

test('a section without kinds declares none', async () => {
  writeFileSync(join(place.folder, 'empty.yaml'), 'permissions:\n')
  const { code, stderr } = await place.run(['methods', 'list', '--methods', 'methods', '--config', 'empty.yaml'])
  expect(code).toBe(1)
  expect(stderr).toContain('needs.permission does not know orders; the kinds that are declared are doc, blog,')
})

/** A program with a kind of its own beside the one of the settings file. */
const program = `
import { createServer } from 'node:http'
import { createGateway, defineMethod, z } from 'babelgate'

const pay = defineMethod()({
  name: 'invoices.pay', summary: 'Pay', needs: { signature: true, token: true, permission: { invoices: 'write' } },
  params: z.object({}), result: z.object({ paid: z.boolean() }), run: () => ({ paid: true }),
})
const permissions = { [process.argv[2]]: { title: 'Invoices', levels: { read: 'See them', write: 'See and pay them' } } }
const settings = { LOG_LEVEL: 'silent' }
try {
  const gateway = await createGateway({ methods: [pay], services: {}, permissions, settings })
  const server = createServer(gateway.handler)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = 'http://127.0.0.1:' + server.address().port
  const read = async (path) => (await fetch(url + path)).text()
  console.log(await read('/api/api.methods.get?method=invoices.pay'))
  console.log(await read('/api/invoices.pay?' + process.argv[3]))
  server.close()
  server.closeAllConnections()
  await gateway.close()
} catch (error) {
  console.log(error.message)
}
`

test('createGateway declares kinds in addition to those of the settings file', async () => {
  const inside = mkdtempSync(join(process.cwd(), 'test', 'tmp-'))
  writeFileSync(join(inside, 'program.mjs'), program)
  const run = async (kind: string) => {
    const args = [join(inside, 'program.mjs'), kind, `api_key=${member.api_key}`]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: place.folder, env: childEnv() })
    return stdout.trim().split('\n')
  }
  const childEnv = () => Object.fromEntries(Object.entries(place.env).filter(([, value]) => value !== undefined))
  try {
    const [described = '', refused = ''] = await run('invoices')
    expect(JSON.parse(described)).toMatchObject({ method: { permissions: { invoices: 'write' } } })
    expect(JSON.parse(refused)).toMatchObject({ api: { code: '104' } })
    expect(await run('orders')).toEqual(['permissions.orders has the name of a kind that there is; choose another'])
    expect(await run('bills')).toEqual([expect.stringContaining('needs.permission does not know invoices')])
  } finally {
    rmSync(inside, { recursive: true })
  }
})
