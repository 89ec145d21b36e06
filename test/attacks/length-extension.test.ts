import {
  createApp,
  createUser,
  form,
  type JsonAnswer,
  signed,
  startTestServer,
  type TestServer,
} from '../support/server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** The bytes that MD5 puts behind a message of that many bytes, percent-encoded (RFC 1321 section 3). */
function padding(length: number): string {
  const zeros = (119 - (length % 64)) % 64
  const bits = Buffer.alloc(8)
  bits.writeBigUInt64LE(BigInt(length) * 8n)
  const bytes = Buffer.concat([Buffer.from([0x80]), Buffer.alloc(zeros), bits])
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

test('1,000 texts that hold the padding of an extended MD5 are all refused as wrongly signed', async () => {
  const app = await createApp(server.services, await createUser(server.services, 'extended'))
  const ask = async (length: number) => {
    const query = `${form(signed(app, 'test.echo', [['a', '1']]))}&echo=x${padding(length)}y`
    const response = await fetch(`${server.url}/api/test.echo?${query}`)
    return ((await response.json()) as JsonAnswer).api.code
  }
  const codes = new Set<string | undefined>()
  for (let start = 0; start < 1000; start += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(start + i)))
    for (const code of answers) codes.add(code)
  }
  expect([...codes]).toEqual(['105'])
})
