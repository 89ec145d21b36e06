import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { postSoap } from '../../support/soap.js'

/**
 * Exchanges as data: the headers of a request, an empty line, its body; after `===` the status and the type of the
 * answer, and its body. This key stands for that of the application that calls.
 */
const folder = join(__dirname, '..', '..', 'recorded', 'soap')
const recordedKey = '0123456789abcdef0123456789abcdef'

let server: TestServer
let key: string
beforeAll(async () => {
  server = await startTestServer({ settings: { PUBLIC_URL: 'https://api.example.org' } })
  key = (await createApp(server.services, await createUser(server.services, 'caller'))).key
})
afterAll(() => server.stop())

test.each(readdirSync(folder))('%s', async (file) => {
  const recorded = readFileSync(join(folder, file), 'utf8').replaceAll(recordedKey, key)
  const [sent = '', received = ''] = recorded.split('\n=== ')
  const split = sent.indexOf('\n\n')
  const headers = sent.slice(0, split).split('\n')
  const reply = await postSoap(
    server.url,
    sent.slice(split + 2),
    Object.fromEntries(
      headers.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    ),
  )
  expect(`${reply.status} ${reply.headers.get('content-type')}\n${reply.text}\n`).toBe(received)
})
