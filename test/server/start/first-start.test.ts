import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve, stop } from '../../support/browser.js'
import { babelgate, converse } from '../../support/conversation.js'
import { type Installation, install, type ServerProcess, until } from '../../support/process.js'

let place: Installation
beforeEach(() => {
  place = install({ DEMO: undefined })
})
afterEach(() => place.remove())

/** Whether the demo that a server has printed is there, and is the only one. */
async function expectWholeDemo(printed: string, server: ServerProcess): Promise<void> {
  const [, token] = /^ {2}bearer_token +(\S+)$/m.exec(printed) ?? []
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${server.url}/api/auth.checkToken/json`, { headers })
  expect(await response.json()).toMatchObject({ api: { status: 'ok' }, auth: { user: { username: 'demo' } } })
  expect(await place.json('user', 'list')).toHaveLength(1)
  expect(await place.json('app', 'list')).toHaveLength(1)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
}

/** Starts once more: it prints the demo, and the start after it does not. */
async function expectDemoNow(): Promise<void> {
  const server = await place.serve()
  await expectWholeDemo(server.stderr(), server)
  expect(readdirSync(place.folder).filter((name) => name.startsWith('data'))).toEqual(['data'])
  await server.stop()
  const later = await place.serve()
  expect(later.stderr()).not.toContain('bearer_token')
}

test('a first start on a port in use leaves the demo to the next one', async () => {
  const { url, server } = await serve((_req, res) => void res.end())
  const { code, stderr } = await place.run(['serve'], { env: { PORT: new URL(url).port } })
  await stop(server)
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^babelgate: [^\n]*PORT[^\n]*\n$/)])
  await expectDemoNow()
})

test('a first start with methods that do not load leaves the demo to the next one', async () => {
  const methods = join(place.folder, 'methods')
  mkdirSync(methods)
  writeFileSync(join(methods, 'a.mjs'), 'export const = 1')
  expect((await place.run(['serve', '--methods', methods])).code).toBe(1)
  await expectDemoNow()
})

// In blocks of 512 bytes, and larger than what some of the files become.
test.each([1, 16, 160])(
  'a first start on a disk that is full after %s blocks leaves the demo to the next one',
  async (blocks) => {
    const limited = ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...babelgate, 'serve']
    const { code } = await converse(place, limited).ended()
    expect(code).toBe(1)
    await expectDemoNow()
  },
)

const has = (pattern: RegExp) => () => {
  const names = readdirSync(place.folder, { recursive: true, encoding: 'utf8' })
  return names.some((name) => pattern.test(name))
}
const moments: readonly (readonly [string, () => boolean])[] = [
  ['as soon as a folder is made', has(/^data/)],
  ['while the tables are made', has(/babelgate\.db-wal$/)],
  ['once the key is there', has(/secret\.key$/)],
  ['once DATA_DIR is there', () => existsSync(place.dataDir)],
  ['once the folder is marked', has(/^data\/installation/)],
]

test.each(moments)('a first start that is killed %s leaves the demo to the next one', async (_when, comes) => {
  const killed = await startAndKill(comes)
  if (/bearer_token/.test(killed)) {
    const server = await place.serve()
    await expectWholeDemo(killed, server)
  } else {
    await expectDemoNow()
  }
})

/** Kills a server at a moment of its start. @returns what it has printed */
async function startAndKill(comes: () => boolean): Promise<string> {
  const conversation = converse(place, ['sh', '-c', 'echo $$; exec "$@"', 'sh', ...babelgate, 'serve'])
  const pid = Number(await conversation.heard(/^(\d+)\n/))
  await until(comes)
  process.kill(pid, 'SIGKILL')
  return (await conversation.ended()).stderr
}

test('two first starts at the same time end in one demo', async () => {
  const servers = await Promise.all([place.serve(), place.serve()])
  const printed = servers.map((server) => server.stderr()).filter((text) => text.includes('bearer_token'))
  expect(printed.length).toBeGreaterThan(0)
  for (const text of printed) await expectWholeDemo(text, servers[0])
})

test('a folder without its prepared mark is marked by the next start', async () => {
  await (await place.serve()).stop()
  const mark = join(place.dataDir, 'installation')
  renameSync(mark, `${mark}.new`)
  const server = await place.serve()
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
})
