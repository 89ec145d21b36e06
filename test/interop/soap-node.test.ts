import { createClientAsync } from 'soap'
import { soap as strong } from 'strong-soap'
import { builtInMethods } from '../../src/methods/index.js'
import { signed } from '../support/server.js'
import { type Bed, startBed } from '../support/soap-bed.js'

let bed: Bed
beforeAll(async () => {
  bed = await startBed()
})
afterAll(() => bed.server.stop())

/** A client of either package: methods by their names, which hold dots. */
type Client = object
type Members = Readonly<Record<string, string>>
// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, from packages that type them so
type Tree = any

function call(client: Client, method: string, members: Members): Promise<Tree> {
  return new Promise((resolve, reject) => {
    Reflect.get(client, method).call(client, members, (error: unknown, result: Tree) => {
      if (error) reject(error)
      else resolve(result)
    })
  })
}

const signedMembers = (method: string, members: Members = {}) =>
  Object.fromEntries(signed(bed.app, method, [['auth_token', bed.token], ...Object.entries(members)]))

function createStrongClient(url: string): Promise<Client> {
  return new Promise((resolve, reject) => {
    strong.createClient(url, {}, (error: unknown, client: Client) => (error ? reject(error) : resolve(client)))
  })
}

const clients: [string, (url: string) => Promise<Client>][] = [
  ['soap, SOAP 1.1', (url) => createClientAsync(url)],
  ['soap, SOAP 1.2', (url) => createClientAsync(url, { forceSoap12Headers: true })],
  ['strong-soap', createStrongClient],
]

test('npm soap makes plain names of those with dots', async () => {
  const client = await createClientAsync(`${bed.server.url}/api/soap?wsdl`, { normalizeNames: true })
  const { auth } = await call(client, 'auth_checkToken', signedMembers('auth.checkToken'))
  expect(auth.token).toBe(bed.token)
})

describe.each(clients)('npm %s', (_name, create) => {
  let client: Client
  beforeAll(async () => {
    client = await create(`${bed.server.url}/api/soap?wsdl`)
  })

  test('has every method of the WSDL', () => {
    for (const { name } of builtInMethods) expect(Reflect.get(client, name)).toBeInstanceOf(Function)
  })

  test('calls signed methods', async () => {
    const { auth } = await call(client, 'auth.checkToken', signedMembers('auth.checkToken'))
    expect(auth).toMatchObject({ token: bed.token, user: { username: 'caller', is_pro: false } })
  })

  test('sends and reads text whole', async () => {
    const { echo } = await call(client, 'test.echo', signedMembers('test.echo', { echo: 'a & <b> é ]]>' }))
    expect(echo).toBe('a & <b> é ]]>')
  })

  test('reads lists, also through two levels', async () => {
    const { methods } = await call(client, 'api.methods.getList', {})
    expect(methods.method.map(({ name }: Tree) => name).sort()).toEqual(builtInMethods.map(({ name }) => name).sort())
  })

  test('shows a wrong key as code 101 in its own exception', async () => {
    const failed = call(client, 'test.hello', { api_key: 'f'.repeat(32) })
    await expect(failed).rejects.toThrow(/API key invalid.*"code":"101"/s)
  })

  test("shows a method's own fault", async () => {
    const failed = call(client, 'doc.get', signedMembers('doc.get', { doc_id: '404' }))
    await expect(failed).rejects.toThrow(/Document not found.*"code":"1"/s)
  })
})
