import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../../support/process.js'
import { useServedMember } from '../../support/served-member.js'

const served = useServedMember()
const port = () => new URL(served().server.url).port

/** Where no gateway listens. */
const AWAY = 'http://127.0.0.1:9'

/** Calls without `--url` and without a profile, in a folder whose `babelgate.yaml` has these lines. */
async function call(env: Environment, ...lines: readonly string[]) {
  const { place, application } = served()
  const file = join(place.folder, 'babelgate.yaml')
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  const key = { BABELGATE_API_KEY: application['BABELGATE_API_KEY'] }
  const outcome = await place.run(['call', 'test.hello', '--as', 'key'], { env: { PORT: undefined, ...key, ...env } })
  rmSync(file)
  return outcome
}

/** The settings that call must follow, in the environment and in the file. */
const followed: readonly (readonly [string, () => readonly [Environment, ...string[]]])[] = [
  ['PORT', () => [{ PORT: port() }]],
  ['PORT for all addresses', () => [{ PORT: port(), HOST: '0.0.0.0' }]],
  ['PUBLIC_URL, before PORT', () => [{ PORT: '9', PUBLIC_URL: served().server.url }]],
  ['PUBLIC_URL with a slash', () => [{ PUBLIC_URL: `${served().server.url}/` }]],
  ['port in the file', () => [{}, `port: ${port()}`]],
  ['public_url in the file, before port', () => [{}, 'port: 9', `public_url: ${served().server.url}`]],
  ['PORT, before the file', () => [{ PORT: port() }, 'port: 9']],
  ['PUBLIC_URL, before the file', () => [{ PUBLIC_URL: served().server.url }, `public_url: ${AWAY}`]],
  ['BABELGATE_URL, before all', () => [{ BABELGATE_URL: served().server.url, PUBLIC_URL: AWAY }, 'port: 9']],
]

test.each(followed)('call finds the gateway by %s', async (_name, given) => {
  expect(await call(...given())).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('"ok"') })
})

test.each([
  [{ PORT: '9' }, [], AWAY],
  [{}, ['port: 9'], AWAY],
  [{ PUBLIC_URL: 'http://127.0.0.1:7' }, ['port: 9'], 'http://127.0.0.1:7'],
])('call names the address of %j and %j where nothing answers', async (env, lines, address) => {
  const { code, stdout, stderr } = await call(env, ...lines)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^babelgate: [^\n]+\n$/)
  expect(stderr).toContain(address)
})

test('call wants --url where PORT stands for any port', async () => {
  const { code, stderr } = await call({ PORT: '0' })
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^babelgate: PORT is 0, .*--url\n$/) })
})
