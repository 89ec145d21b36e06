import { z } from 'zod'
import { defineMethod } from '../../src/core/define-method.js'
import type { Dialect } from '../../src/core/dialect.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { native } from '../../src/dialects/native/index.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { mirror } from './mirror.js'

/** How the members of results stand beside those of an envelope is up to each dialect. */

function answering(name: string, result: z.ZodType, answer: unknown) {
  return defineMethod()({
    name,
    summary: 'Answer',
    needs: { key: false },
    params: z.object({}),
    result,
    run: () => answer,
  })
}

const list = answering('own.list', z.array(z.string()), ['a', 'b'])
const scalar = answering('own.scalar', z.string(), 'a')
const open = answering('own.open', z.record(z.string(), z.string()), { api: 'a' })
const either = answering('own.either', z.union([z.object({ b: z.string() }), z.record(z.string(), z.string())]), {
  api: 'a',
})
const echo = defineMethod()({
  name: 'own.echo',
  summary: 'Answer the parameters',
  needs: { key: false },
  params: z.looseObject({}),
  result: z.record(z.string(), z.string()),
  run: ({ params }) => params as Record<string, string>,
})

function start(dialects: readonly Dialect[], result: z.ZodType): Promise<TestServer> {
  return startTestServer({ dialects, methods: [answering('own.method', result, { api: 'a' })] })
}

describe('the catalog', () => {
  test.each<[what: string, result: z.ZodType]>([
    ['a member', z.object({ api: z.string() })],
    ['a member of one branch', z.union([z.object({ b: z.string() }), z.object({ api: z.string() })])],
  ])('refuses %s with a name of an envelope, and says whose', async (_what, result) => {
    await expect(start([native, mirror, ipernity], result)).rejects.toThrow(
      /^the method own\.method: result\.api has a name that the envelopes of the dialect ipernity use; rename it$/,
    )
  })

  test('asks only the dialects that are served', async () => {
    const server = await start([native, mirror], z.object({ api: z.string() }))
    const { text } = await post('/mirror/rest/own.method', '', server)
    expect(text).toBe('<rsp stat="ok"><api>a</api></rsp>')
    await server.stop()
  })
})

describe('a server', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({
      dialects: [ipernity, mirror, native],
      methods: [list, scalar, open, either, echo],
    })
  })
  afterAll(() => server.stop())

  const ask = (path: string, body = '') => post(path, body, server)

  test.each([
    ['/api/own.list/json', /"items":\["a","b"\]/],
    ['/api/own.list/xml', /<items>a<\/items><items>b<\/items>/],
    ['/api/own.scalar/php', /s:5:"value";s:1:"a";/],
    ['/mirror/rest/own.list', /^<rsp stat="ok"><rows>a<\/rows><rows>b<\/rows><\/rsp>$/],
    ['/mirror/rest/own.scalar/object', /"response":\{"scalar":"a"\}/],
    ['/rpc/own.list', /^\["a","b"\]$/],
    ['/rpc/own.scalar', /^"a"$/],
  ])('names bare results as the dialect of %s does', async (path, text) => {
    expect(await ask(path)).toEqual({ status: 200, text: expect.stringMatching(text) })
  })

  test.each([
    ['/api', 'items', 'value'],
    ['/mirror', 'rows', 'scalar'],
  ])('names them below %s alike in typed SOAP, XML-RPC and the WSDL', async (path, rows, value) => {
    const typed = (name: string) =>
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${name} xmlns="urn:babelgate:api"/></s:Body></s:Envelope>`
    expect((await ask(`${path}/soap`, typed('own.list'))).text).toContain(`<${rows}>a</${rows}><${rows}>b</${rows}>`)
    expect((await ask(`${path}/soap`, typed('own.scalar'))).text).toContain(`<${value}>a</${value}>`)
    const call = '<methodCall><methodName>own.list</methodName></methodCall>'
    expect((await ask(`${path}/xmlrpc`, call)).text).toMatch(new RegExp(`<name>${rows}<|&lt;${rows}&gt;`))
    const wsdl = await (await fetch(`${server.url}${path}/soap?wsdl`)).text()
    expect(wsdl).toMatch(new RegExp(`name="own.listResponse"><xs:sequence><xs:element name="${rows}"`))
  })

  test.each(['own.open', 'own.either'])(
    'refuses an undeclared member of %s only where the envelope has it',
    async (name) => {
      expect(await ask(`/api/${name}/json`)).toMatchObject({ text: expect.stringContaining('"code":"500"') })
      expect(await ask(`/mirror/rest/${name}`)).toEqual({ status: 200, text: '<rsp stat="ok"><api>a</api></rsp>' })
      expect(await ask(`/rpc/${name}`)).toEqual({ status: 200, text: '{"api":"a"}' })
    },
  )

  test('refuses an undeclared parameter only where the envelope has it', async () => {
    expect(await ask('/api/own.echo/json?api=a')).toMatchObject({ text: expect.stringContaining('"code":"123"') })
    expect(await ask('/mirror/rest/own.echo?err=a')).toMatchObject({ text: expect.stringContaining('"1123"') })
    expect(await ask('/mirror/rest/own.echo?api=a')).toMatchObject({ text: '<rsp stat="ok"><api>a</api></rsp>' })
    expect(await ask('/rpc/own.echo?api=a&err=b')).toEqual({ status: 200, text: '{"api":"a","err":"b"}' })
  })
})

async function post(path: string, body: string, { url }: TestServer) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': body === '' ? 'application/x-www-form-urlencoded' : 'text/xml' },
    body,
  })
  return { status: response.status, text: await response.text() }
}
