import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { type Environment, type Installation, install, installOnPostgres } from '../../support/process.js'

let place: Installation
beforeEach(() => {
  place = install({ DEMO: undefined })
})
afterEach(() => place.remove())

/** What a server prints before it listens. */
async function printed(env: Environment = {}, where: Installation = place): Promise<string> {
  const server = await where.serve({ env })
  await server.stop()
  return server.stderr() + server.stdout()
}

/** An answer in plain JSON, REST, SOAP, and XML-RPC as Python prints it. */
const works = /^\{"(?:echo|auth)":|"status":"ok"|status="ok"|<x:ipernityResponse|^\{'auth': /

test('the first start prints calls that work as printed, the second start none', async () => {
  const server = await place.serve()
  const lines = server.stderr().split('\n')
  const calls = lines.map((line) => line.trim()).filter((line) => /^(?:curl|python3) /.test(line))
  expect(calls.length).toBeGreaterThanOrEqual(7)
  const answers = calls.map((line) => execFileSync('sh', ['-c', line], { encoding: 'utf8', stdio: 'pipe' }))
  expect(answers.filter((answer) => !works.test(answer))).toEqual([])
  const [echoed, checked] = [
    answers.filter((answer) => answer.includes('hello')),
    answers.filter((answer) => answer.includes('demo')),
  ]
  expect([echoed.length, checked.length]).toEqual([2, answers.length - 2])
  expect(answers[0]).toBe('{"echo":"hello"}')
  expect(await place.json('app', 'list')).toMatchObject([{ name: 'Demo', services: ['*'] }])
  const secrets = [
    ...server.stderr().matchAll(/(?:^ {2}|, )(?:password|secret|auth_token|oauth_token_secret|bearer_token) +(\S+)/gm),
  ]
  expect(secrets).toHaveLength(5)
  expect(await server.stop()).toBe(0)
  place.keepSecret(...secrets.map(([, secret = '']) => secret))
  expect(await printed()).not.toContain('curl')
})

test('it prints calls of the dialects that are served', async () => {
  expect(await printed({ DIALECTS: 'native' })).not.toContain('/api/')
})

const without: readonly (readonly [string, Environment])[] = [
  ['DEMO=0', { DEMO: '0' }],
  ['NODE_ENV=production', { NODE_ENV: 'production' }],
  ['NODE_ENV=production and DEMO=1', { NODE_ENV: 'production', DEMO: '1' }],
  ['a HOST that others reach', { HOST: '0.0.0.0' }],
  ['a database that is named', { DATABASE_URL: 'file:named.db' }],
]

test.each(without)('there is no demo with %s', async (_what, env) => {
  expect(await printed(env)).not.toContain('curl')
  const { stdout } = await place.run(['user', 'list', '--json'], { env })
  expect(JSON.parse(stdout)).toEqual([])
})

test('there is no demo if DATA_DIR exists', async () => {
  mkdirSync(place.dataDir)
  expect(await printed()).not.toContain('curl')
})

test('there is no demo on PostgreSQL', async () => {
  const postgres = await installOnPostgres()
  expect(await printed({ DEMO: '1', DATA_DIR: 'new' }, postgres)).not.toContain('curl')
  await postgres.remove()
})
