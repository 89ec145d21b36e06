import { signApi } from '../../src/core/auth/api-sig.js'
import type { Dialect } from '../../src/core/dialect.js'
import type { Pair } from '../../src/core/pair.js'
import type { Application } from '../../src/core/ports/app-store.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { createApp, createUser, form, startTestServer, type TestServer } from '../support/server.js'
import { mirror } from './mirror.js'

async function start(settings: Readonly<Record<string, string>>): Promise<[TestServer, Application]> {
  const server = await startTestServer({ dialects: [ipernity, mirror], settings })
  return [server, await createApp(server.services, await createUser(server.services, 'signer'))]
}

/** What comes of a signed call that carries a parameter which no method declares. */
async function carry(server: TestServer, dialect: Dialect, app: Application, name: string): Promise<string> {
  const names =
    dialect === mirror ? { key: 'application', signature: 'seal' } : { key: 'api_key', signature: 'api_sig' }
  const method = 'auth.getFrob'
  const pairs: Pair[] = [
    [names.key, app.key],
    [name, 'x'],
  ]
  const sent: Pair[] = [...pairs, [names.signature, signApi({ dialect, pairs, method }, app.secret)]]
  const path = dialect === mirror ? `/mirror/rest/${method}` : `/api/${method}/xml`
  const text = await (await fetch(`${server.url}${path}?${form(sent)}`)).text()
  return /<frob>/.test(text) ? 'accepted' : (/code="(\d+)"/.exec(text)?.[1] ?? text)
}

test.each<[what: string, settings: Readonly<Record<string, string>>, outcomes: readonly string[]]>([
  ['those of each dialect', {}, ['accepted', '105', '105', '1105', 'accepted', '1105']],
  [
    'those of the setting in every dialect',
    { SIGNED_EXTRA: 'own' },
    ['105', '105', 'accepted', '1105', '1105', 'accepted'],
  ],
])('a signed call may carry undeclared: %s', async (_what, settings, outcomes) => {
  const [server, app] = await start(settings)
  const found: string[] = []
  for (const dialect of [ipernity, mirror]) {
    for (const name of ['lg', 'trace', 'own']) found.push(await carry(server, dialect, app, name))
  }
  expect(found).toEqual(outcomes)
  await server.stop()
})
