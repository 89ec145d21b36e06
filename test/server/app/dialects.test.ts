import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'

/** Starts a server with settings, and gives what asks it. */
async function serve(settings: Readonly<Record<string, string>>) {
  const server = await startTestServer({ settings })
  const { key } = await createApp(server.services, await createUser(server.services, 'ada'))
  const statusOf = async (path: string, init?: RequestInit) => (await fetch(server.url + path, init)).status
  return { server, key, statusOf }
}

type Served = Awaited<ReturnType<typeof serve>>

/** The names of the methods of a server. */
async function methodsOf({ url }: TestServer, address: string): Promise<string[]> {
  const answer = (await (await fetch(`${url}${address}`)).json()) as {
    readonly methods: { readonly method: readonly { readonly name: string }[] }
  }
  return answer.methods.method.map(({ name }) => name)
}

describe('DIALECTS=native', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve({ DIALECTS: 'native' })
  })
  afterAll(() => served.server.stop())

  test('serves every method at /rpc', async () => {
    expect(await served.statusOf(`/rpc/test.hello?api_key=${served.key}`)).toBe(200)
    expect(await methodsOf(served.server, '/rpc/api.methods.getList')).toContain('doc.get')
  })

  test.each(['/api/test.hello', '/api/soap?wsdl', '/api/xmlrpc', '/apps/oauth/request'])(
    '%s is not there, in the words of what is left',
    async (path) => {
      const response = await fetch(served.server.url + path)
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ])
      expect(await response.json()).toMatchObject({ status: 404, name: 'method-not-found' })
    },
  )

  test.each(['/apps/authorize', '/apps/oauth/authorize'])('the page %s is not found', async (path) => {
    expect(await served.statusOf(path)).toBe(404)
  })

  test.each(['/', '/login', '/account/apps'])('the page %s stays', async (path) => {
    expect(await served.statusOf(path, { headers: { accept: 'text/html' } })).toBe(200)
  })
})

describe('DIALECTS=ipernity', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve({ DIALECTS: 'ipernity' })
  })
  afterAll(() => served.server.stop())

  test('serves the old addresses, and nothing at /rpc', async () => {
    expect(await served.statusOf(`/api/test.hello?api_key=${served.key}`)).toBe(200)
    const response = await fetch(`${served.server.url}/rpc/test.hello`, { headers: { accept: '*/*' } })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ api: { status: 'error', code: '103' } })
  })

  test('serves the pages that applications send users to', async () => {
    for (const path of ['/apps/authorize', '/apps/oauth/authorize']) expect(await served.statusOf(path)).not.toBe(404)
  })
})

describe('LIBRARY=off', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve({ LIBRARY: 'off' })
  })
  afterAll(() => served.server.stop())

  test('leaves out the methods of the library, on every transport', async () => {
    const names = await methodsOf(served.server, '/rpc/api.methods.getList')
    expect(names).toEqual(expect.arrayContaining(['auth.checkToken', 'test.hello']))
    expect(names.filter((name) => /^(?:account|doc|upload|user)\./.test(name))).toEqual([])
    expect(await served.statusOf(`/rpc/doc.get?api_key=${served.key}`)).toBe(404)
    expect(await (await fetch(`${served.server.url}/api/doc.get?api_key=${served.key}`)).text()).toContain('"103"')
    expect(await (await fetch(`${served.server.url}/api/soap?wsdl`)).text()).not.toContain('doc.get')
  })

  test('leaves out the files', async () => {
    const html = { headers: { accept: 'text/html' } }
    const response = await fetch(`${served.server.url}/file/icon/member.png`, html)
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('There is no page')])
  })
})

test('an unknown dialect stops the start', async () => {
  await expect(startTestServer({ settings: { DIALECTS: 'native,klingon' } })).rejects.toThrow(
    'DIALECTS must be one or more of native, ipernity, not klingon',
  )
})
