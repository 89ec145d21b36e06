import { specOf } from '../../../src/core/define-method.js'
import type { MethodSpec } from '../../../src/core/method-spec.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { closedMethods, serveClosed, vault } from '../../support/closed-service.js'
import { databases } from '../../support/databases.js'
import { handWritten } from '../../support/hand-written.js'
import { until } from '../../support/process.js'
import { routed } from '../../support/routed.js'
import { createApp, createUser, form, get, startTestServer, type TestServer } from '../../support/server.js'
import { array, faultIn, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

/** A method that answers with its name. */
const method = (name: string, needs = {}): MethodSpec =>
  handWritten({
    name,
    needs,
    answer: { type: 'object', required: ['done'], properties: { done: { type: 'string' } } },
    run: () => ({ done: name }),
  })

let server: TestServer
let apps: Readonly<Record<'none' | 'vault' | 'both' | 'all', Application>>
beforeAll(async () => {
  server = await startTestServer()
  serveClosed(server.catalog)
  server.catalog.replace({ name: 'billing', services: {}, access: 'allowed' }, [method('billing.send')])
  server.catalog.replace({ name: 'petstore', services: {}, access: 'everyone' }, [
    method('petstore.find', { key: false }),
    method('petstore.buy'),
  ])
  const user = await createUser(server.services, 'ada')
  const app = (services?: readonly string[]) => createApp(server.services, user, services && { services })
  apps = {
    none: await app(),
    vault: await app(['later', vault]),
    both: await app([vault, 'billing']),
    all: await app(['*']),
  }
})
afterAll(() => server.stop())

const opened = ['petstore.buy', 'petstore.find']
const ofVault = ['vault.fill', 'vault.open']

/** What each caller may call beside the built-in methods. */
const listed = [
  ['nobody', undefined, opened],
  ['an application that is allowed nothing', 'none', opened],
  ['an application that is allowed one service', 'vault', [...opened, ...ofVault]],
  ['an application that is allowed both services', 'both', ['billing.send', ...opened, ...ofVault]],
  ['an application that is allowed all services', 'all', ['billing.send', ...opened, ...ofVault]],
] as const

type Caller = (typeof listed)[number][1]
const keyOf = (caller: Caller) => (caller === undefined ? [] : [['api_key', apps[caller].key] as const])

/** The names of the services' methods in a text, each once. */
const namesIn = (text: string) => [...new Set(text.match(/\b(?:billing|petstore|vault)\.[a-z]+\b/g) ?? [])].sort()

describe('a list of methods shows what the caller may call', () => {
  const fetched = async (path: string, init?: RequestInit) => (await fetch(server.url + path, init)).text()
  const lists: Readonly<Record<string, (caller: Caller) => Promise<string>>> = {
    'api.methods.getList in JSON': (caller) => fetched(`/api/api.methods.getList/json?${form(keyOf(caller))}`),
    'api.methods.getList in XML': (caller) => fetched(`/api/api.methods.getList/xml?${form(keyOf(caller))}`),
    'api.methods.getList in the native dialect': (caller) =>
      fetched('/rpc/api.methods.getList', { headers: caller === undefined ? {} : { 'x-api-key': apps[caller].key } }),
    'the WSDL': (caller) => fetched(`/api/soap?wsdl&${form(keyOf(caller))}`),
    'the WSDL, by a header': (caller) =>
      fetched('/api/soap?wsdl', { headers: caller === undefined ? {} : { 'x-api-key': apps[caller].key } }),
    'system.listMethods': async (caller) =>
      (await postXml(server.url, methodCall('system.listMethods'), `?${form(keyOf(caller))}`)).text,
    'system.listMethods in a multicall': async (caller) => {
      const inner = struct({ methodName: string('system.listMethods'), params: array() })
      return (await postXml(server.url, methodCall('system.multicall', array(inner)), `?${form(keyOf(caller))}`)).text
    },
  }

  describe.each(Object.entries(lists))('%s', (_list, ask) => {
    test.each(listed)('to %s', async (_who, caller, names) => {
      expect(namesIn(await ask(caller))).toEqual(names)
    })
  })
})

describe('a method is described to those who may call it', () => {
  test.each(listed)('to %s', async (_who, caller, names) => {
    for (const name of ['vault.open', 'billing.send', 'petstore.buy']) {
      const { api } = await get(server.url, 'api.methods.get', [...keyOf(caller), ['method', name]])
      const isListed = names.some((one) => one === name)
      expect([name, api.status, api.code]).toEqual([name, ...(isListed ? ['ok', undefined] : ['error', '1'])])
      for (const asked of ['system.methodHelp', 'system.methodSignature']) {
        const { fault } = await postXml(server.url, methodCall(asked, string(name)), `?${form(keyOf(caller))}`)
        expect([asked, name, fault]).toEqual([asked, name, isListed ? undefined : 103])
      }
    }
  })
})

describe('a call', () => {
  test('of an open service needs what its method needs', async () => {
    expect((await get(server.url, 'petstore.find', [])).api.status).toBe('ok')
    expect((await get(server.url, 'petstore.buy', [])).api.code).toBe('100')
    expect((await get(server.url, 'petstore.buy', keyOf('none'))).api.status).toBe('ok')
  })

  test('of a closed service is refused with a sentence that names the service', async () => {
    const refused = {
      api: expect.objectContaining({ code: '110', detail: expect.stringContaining('the service billing') }),
    }
    expect(await get(server.url, 'billing.send', keyOf('vault'))).toMatchObject(refused)
    expect((await get(server.url, 'billing.send', keyOf('both'))).api.status).toBe('ok')
    expect((await get(server.url, 'billing.send', keyOf('all'))).api.status).toBe('ok')
  })

  test('at the path of a closed service is refused like any other', async () => {
    const shelf = routed('shelf.read', 'GET /books', { needs: {} })
    server.catalog.replace({ name: 'shelf', services: {}, access: 'allowed' }, [shelf])
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${server.url}/shelf/books`, { headers })).status
    const statuses = [
      await status({}),
      await status({ 'x-api-key': apps.none.key }),
      await status({ 'x-api-key': apps.all.key }),
    ]
    server.catalog.replace({ name: 'shelf', services: {}, access: 'allowed' }, [])
    expect(statuses).toEqual([401, 403, 200])
  })

  test('in a multicall is refused by itself', async () => {
    const inner = (name: string) =>
      struct({ methodName: string(name), params: array(struct(keyOf('vault').map(asText))) })
    const calls = [inner('billing.send'), inner('petstore.buy')]
    const { text } = await postXml(server.url, methodCall('system.multicall', array(...calls)))
    expect(faultIn(text).fault).toBe(110)
    expect(text).toContain('petstore.buy')
  })
})

const asText = ([name, value]: readonly [string, string]) => [name, string(value)] as const

test('lists are right for more sets of services than are kept', async () => {
  const other = await startTestServer()
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names) {
    other.catalog.replace({ name, services: {}, access: 'allowed' }, [method(`${name}.petstore`)])
  }
  const { key } = await createApp(other.services, await createUser(other.services, 'ada'))
  const sets = Array.from({ length: 32 }, (_, bits) => names.filter((_name, place) => ((bits >> place) & 1) === 1))
  for (const services of [...sets, ...sets]) {
    await other.services.apps.change(key, { services }, 'cli:test')
    const { text } = await postXml(other.url, methodCall('system.listMethods'), `?api_key=${key}`)
    expect(text.match(/\b[a-e](?=\.petstore)/g) ?? []).toEqual(services)
  }
  await other.stop()
})

describe('a closed source is not served', () => {
  const replace = (name: string, ...specs: readonly MethodSpec[]) =>
    server.catalog.replace({ name, services: {}, access: 'allowed' }, specs)

  test('with a method that needs no key', () => {
    expect(() => replace('shop', method('shop.show'), method('shop.free', { key: false }))).toThrow(
      /shop\.free: needs\.key.*the service shop is closed/,
    )
  })

  test.each(['none', '*', 'a b', 'a,b', '', '1st', 'built-in', 'a.b'])('under the name %j', (name) => {
    expect(() => replace(name, method('shop.show'))).toThrow(/must be named by/)
  })

  test.each(['Shop', 'shop_2'])('but under the name %j', (name) => {
    replace(name, method('shop.show'))
    replace(name)
  })
})

describe.each(databases)('on %s', (database) => {
  test('a change of what an application may call reaches a running server', async () => {
    const other = await startTestServer({ database })
    serveClosed(other.catalog)
    const { key } = await createApp(other.services, await createUser(other.services, 'ada'))
    const codeIs = (code: string | undefined) =>
      until(
        async () =>
          (
            await get(other.url, 'vault.open', [
              ['api_key', key],
              ['drawer', 'top'],
            ])
          ).api.code === code,
      )
    await codeIs('110')
    await other.services.apps.change(key, { services: [vault] }, 'cli:test')
    await codeIs(undefined)
    await other.services.apps.change(key, { services: ['billing'] }, 'cli:test')
    await codeIs('110')
    other.catalog.replace(
      { name: vault, services: {}, access: 'everyone' },
      closedMethods.map((each) => specOf(each)),
    )
    await codeIs(undefined)
    await other.stop()
  })
})
