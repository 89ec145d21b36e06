import { defineMethod } from '../../../src/core/define-method.js'
import type { Permissions } from '../../../src/core/permissions.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { z } from '../../../src/index.js'
import { openPermissionKinds } from '../../../src/server/permission-kinds.js'
import { registry as builtIn, callBy } from '../../cases/call-by.js'
import { signingDrivers } from '../../cases/drivers/index.js'
import { orders } from '../../support/permission-kinds.js'
import { registryOf } from '../../support/registry.js'
import {
  createApp,
  createToken,
  createUser,
  get,
  signed,
  startTestServer,
  type TestServer,
} from '../../support/server.js'

const listOrders = defineMethod()({
  name: 'orders.list',
  summary: 'List the orders of the user',
  needs: { signature: true, token: true, permission: { orders: 'read' } },
  params: z.object({}),
  result: z.object({ orders: z.object({ level: z.string(), doc: z.string() }) }),
  run: ({ caller: { permissions } }) => ({
    orders: { level: permissions['orders'] ?? 'absent', doc: permissions['doc'] ?? 'absent' },
  }),
})
const openOrders = defineMethod()({
  name: 'orders.show',
  summary: 'Show orders, more of them to those who may read them',
  needs: { permission: { orders: 'read' } },
  params: z.object({}),
  result: z.object({ seen: z.object({ user: z.string().optional(), level: z.string() }) }),
  run: ({ caller: { user, permissions } }) => ({
    seen: { ...(user !== undefined && { user: user.username }), level: permissions['orders'] ?? 'absent' },
  }),
})
const methods = registryOf([listOrders, openOrders], { kinds: openPermissionKinds([], orders) })

let server: TestServer
let app: Application
let user: User

beforeAll(async () => {
  server = await startTestServer({ methods: [listOrders, openOrders], permissions: orders })
  user = await createUser(server.services, 'ada')
  app = await createApp(server.services, user)
})
afterAll(() => server.stop())

/** A token with these levels. */
const tokenOf = async (permissions: Permissions) =>
  (await createToken(server.services, app, user, permissions)).authToken

describe.each(signingDrivers)('a call by $name that needs a kind of ones own', (driver) => {
  const call = async (permissions: Permissions) => {
    const pairs = signed(app, 'orders.list', [['auth_token', await tokenOf(permissions)]])
    return callBy(driver, server.url, { method: 'orders.list', pairs }, methods)
  }

  test('is answered for a token that holds it, and 110 for one that holds all others', async () => {
    const answered = { value: { orders: { level: 'read', doc: 'none' } } }
    expect(await call({ orders: 'read' })).toMatchObject(answered)
    expect(await call({ doc: 'delete', blog: 'delete', profile: 'write', network: 'delete' })).toMatchObject({
      code: 110,
    })
    expect(await call({ orders: 'none' })).toMatchObject({ code: 110 })
  })

  test('names it where a token is described', async () => {
    const pairs = signed(app, 'auth.checkToken', [['auth_token', await tokenOf({ orders: 'delete', doc: 'read' })]])
    const answered = await callBy(driver, server.url, { method: 'auth.checkToken', pairs }, builtIn)
    expect(answered).toMatchObject({
      value: { auth: { permissions: { doc: 'read', blog: 'none', orders: 'delete' } } },
    })
  })
})

test('where a token is not needed, one without the level counts as none', async () => {
  const ask = async (permissions: Permissions) =>
    (await get(server.url, 'orders.show', signed(app, 'orders.show', [['auth_token', await tokenOf(permissions)]])))[
      'seen'
    ]
  expect(await ask({ orders: 'delete' })).toEqual({ user: 'ada', level: 'delete' })
  expect(await ask({ doc: 'delete' })).toEqual({ level: 'none' })
})

test('a stored level that the kind does not have, and a kind that nobody declares, grant nothing', async () => {
  const token = await tokenOf({ orders: 'write', invoices: 'delete', doc: 'read' })
  const pairs: [string, string][] = [['auth_token', token]]
  expect((await get(server.url, 'orders.list', signed(app, 'orders.list', pairs))).api.code).toBe('110')
  const { auth } = await get(server.url, 'auth.checkToken', signed(app, 'auth.checkToken', pairs))
  expect(auth).toMatchObject({ permissions: { doc: 'read', orders: 'none' } })
  expect(auth).not.toHaveProperty('permissions.invoices')
})

test('XML writes a kind of ones own as an element beside the attributes of the five', async () => {
  const pairs = signed(app, 'auth.checkToken', [['auth_token', await tokenOf({ orders: 'read' })]])
  const answer = await fetch(
    `${server.url}/api/auth.checkToken/xml?${new URLSearchParams(pairs as [string, string][])}`,
  )
  expect(await answer.text()).toContain(
    '<permissions doc="none" blog="none" profile="none" network="none" post="none"><orders>read</orders></permissions>',
  )
})

test('api.methods.get and getList say which level a method needs', async () => {
  const pairs: [string, string][] = [['method', 'orders.list']]
  expect(await get(server.url, 'api.methods.get', pairs)).toMatchObject({ method: { permissions: { orders: 'read' } } })
  const { methods: listed } = await get(server.url, 'api.methods.getList', [])
  expect(listed).toMatchObject({
    method: expect.arrayContaining([expect.objectContaining({ name: 'orders.list', permissions: { orders: 'read' } })]),
  })
})
