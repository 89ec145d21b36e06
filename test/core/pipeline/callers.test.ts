import { inspect } from 'node:util'
import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import {
  createApp,
  createToken,
  createUser,
  form,
  signed,
  startTestServer,
  type TestServer,
} from '../../support/server.js'

/** A method whose handler shows everything that it gets of its caller, getters and hidden members included. */
const look = defineMethod()({
  name: 'caller.look',
  summary: 'Show what the handler gets of its caller',
  params: z.object({}),
  result: z.object({ seen: z.string() }),
  run: ({ caller }) => ({ seen: inspect(caller, { depth: 9, showHidden: true, getters: true }) }),
})

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ methods: [look] })
})
afterAll(() => server.stop())

test('handlers see who the application is, and no secret of it or of its token', async () => {
  const owner = await createUser(server.services, 'grace')
  const app = await createApp(server.services, owner)
  const token = await createToken(server.services, app, owner, { doc: 'read' })
  const ways: RequestInit[] = [
    { body: form([['api_key', app.key]]) },
    { body: form(signed(app, 'caller.look', [['auth_token', token.authToken]])) },
    { body: '', headers: { Authorization: `Bearer ${token.bearerToken}` } },
  ]
  for (const way of ways) {
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(`${server.url}/api/caller.look`, {
      method: 'POST',
      ...way,
      headers: { ...type, ...way.headers },
    })
    const { seen } = (await answer.json()) as { seen: string }
    expect(seen).toContain(`key: '${app.key}'`)
    expect(seen).toContain(`name: '${app.name}'`)
    expect(seen).not.toContain(app.secret)
    expect(seen).not.toContain(token.oauthSecret)
    expect(seen).not.toMatch(/secret/i)
  }
})
