import { setImmediate } from 'node:timers/promises'
import type { MethodSpec } from '../../../src/core/method-spec.js'
import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { handWritten } from '../../support/hand-written.js'
import { startTestServer, type TestServer } from '../../support/server.js'
import { envelope, generic, postSoap, typed } from '../../support/soap.js'
import { array, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const source = { name: 'shop', services: {} }
const answerOf = (member: string): JsonSchema => ({
  type: 'object',
  required: ['item'],
  properties: { item: { type: 'object', required: [member], properties: { [member]: { type: 'string' } } } },
})

/** A method whose summary, Shape and value all say which version it is. */
const version = (number: number): MethodSpec =>
  handWritten({
    name: 'shop.show',
    summary: `Show :v${number}:`,
    answer: answerOf(`m${number}m`),
    async run() {
      await setImmediate()
      return { item: { [`m${number}m`]: `:v${number}:` } }
    },
  })

/** The versions that a text speaks of, by its summaries, its values and its names. */
function versionsIn(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/:v(\d+):|m(\d+)m/g), ([, spoken, named]) => spoken ?? named ?? ''))
}

const posted = (body: string, type: string) => ({ method: 'POST', body, headers: { 'content-type': type } })
const fetched = async (path: string, init?: RequestInit) => (await fetch(server.url + path, init)).text()
const inner = (name: string, ...params: readonly string[]) =>
  struct({ methodName: string(name), params: array(...params) })

/** What clients ask for while the method is replaced: each answer must be of one version. */
const questions: Readonly<Record<string, () => Promise<string>>> = {
  'REST in JSON': () => fetched('/api/shop.show'),
  'REST in XML': () => fetched('/api/shop.show/xml'),
  'REST in PHP': () => fetched('/api/shop.show/php'),
  'generic SOAP': async () => (await postSoap(server.url, envelope('1.1', generic('shop.show', [])))).text,
  'typed SOAP': async () => (await postSoap(server.url, envelope('1.2', typed('shop.show', [])))).text,
  WSDL: () => fetched('/api/soap?wsdl'),
  'XML-RPC': () => fetched('/api/xmlrpc', posted(methodCall('shop.show'), 'text/xml')),
  multicall: async () => {
    const calls = [inner('shop.show'), inner('system.methodHelp', string('shop.show')), inner('shop.show')]
    return (await postXml(server.url, methodCall('system.multicall', array(...calls)))).text
  },
  'api.methods.get': () => fetched('/api/api.methods.get/xml?method=shop.show'),
}

test('while a method is replaced hundreds of times, every answer is wholly of one version', async () => {
  server.catalog.replace(source, [version(0)])
  let number = 0
  let asking = true
  const replacing = async () => {
    while (asking) {
      number++
      server.catalog.replace(source, [version(number)])
      await setImmediate()
    }
  }
  const client = async ([name, ask]: readonly [string, () => Promise<string>]) => {
    const seen = new Set<string>()
    while (number < 300) {
      const text = await ask()
      const found = versionsIn(text)
      expect({ name, versions: found.size, text: found.size === 1 ? '' : text }).toEqual({
        name,
        versions: 1,
        text: '',
      })
      for (const each of found) seen.add(each)
    }
    return seen.size
  }
  const done = replacing()
  try {
    const seen = await Promise.all(Object.entries(questions).map(client))
    expect(Math.min(...seen)).toBeGreaterThan(10)
  } finally {
    asking = false
    await done
  }
}, 60_000)

describe('a replacement that is refused changes nothing:', () => {
  const answers = async () => (await Promise.all(Object.values(questions).map((ask) => ask()))).map(withoutTime)
  const withoutTime = (text: string) => text.replace(/at[="':;s\d]+/g, '')

  test.each<[what: string, specs: readonly MethodSpec[], reason: RegExp]>([
    ['a name twice', [version(2), version(3)], /shop\.show.*have the same name/],
    ['a name that ends another', [{ ...version(2), name: 'my.test.hello' }], /one name is the end of the other/],
    ['the name of a built-in method', [{ ...version(2), name: 'test.hello' }], /test\.hello.*the same name/],
    ['a name that an alias has', [{ ...version(2), name: 'docs.tags.add' }], /docs\.tags\.add/],
    ['a wrong definition', [version(2), { ...version(3), name: 'shop.b', limits: { app: 'x' } }], /shop\.b.*limits/],
    ['a reserved parameter', [handWrittenParam('api_key')], /params\.api_key has a name that no parameter/],
    ['an element of the WSDL twice', [version(2), { ...version(3), name: 'fault' }], /fault/],
  ])('%s', async (_what, specs, reason) => {
    server.catalog.replace(source, [version(1)])
    const { current } = server.catalog
    const before = await answers()
    expect(() => server.catalog.replace(source, specs)).toThrow(TypeError)
    expect(() => server.catalog.replace(source, specs)).toThrow(reason)
    expect(server.catalog.current).toBe(current)
    expect(await answers()).toEqual(before)
  })
})

function handWrittenParam(name: string): MethodSpec {
  const { params } = version(2)
  return {
    ...version(2),
    params: { ...params, specs: [{ name, type: 'string', required: false, fault: {}, emptyClears: false }] },
  }
}

test('a source that is replaced by nothing leaves its methods unknown, and the others where they were', async () => {
  server.catalog.replace(source, [version(1)])
  server.catalog.replace({ name: 'other', services: {} }, [{ ...version(5), name: 'other.show' }])
  server.catalog.replace(source, [])
  expect(await fetched('/api/shop.show')).toContain('"code":"103"')
  expect(await fetched('/api/other.show')).toContain(':v5:')
  expect(await fetched('/api/test.hello')).toContain('"code":"100"')
})
