import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readProfile, saveProfile } from '../../../src/cli/call/profile.js'

const saved = {
  url: 'u',
  api_key: 'one',
  secret: 's',
  oauth_token: 'o',
  oauth_token_secret: 't',
  bearer_token: 'b',
}

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'babelgate-profile-'))
  process.env['XDG_CONFIG_HOME'] = join(folder, 'config')
})
afterEach(() => {
  delete process.env['XDG_CONFIG_HOME']
  rmSync(folder, { recursive: true })
})

test('makes folder and file, for nobody else to read', () => {
  const path = saveProfile('default', { api_key: 'key', oauth_token: 'token' })
  expect(path).toBe(join(folder, 'config', 'babelgate', 'default.json'))
  expect(readProfile('default')).toEqual({ api_key: 'key', oauth_token: 'token' })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'config', 'babelgate')).mode & 0o777).toBe(0o700)
})

test('keeps the other fields, and closes a file that was open to others', () => {
  const path = saveProfile('work', { url: 'http://127.0.0.1:1', oauth_token: 'old' })
  chmodSync(path, 0o644)
  saveProfile('work', { oauth_token: 'new', oauth_token_secret: 'secret' })
  expect(readdirSync(join(folder, 'config', 'babelgate'))).toEqual(['work.json'])
  expect(readProfile('work')).toEqual({ url: 'http://127.0.0.1:1', oauth_token: 'new', oauth_token_secret: 'secret' })
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('forgets what belongs to another application', () => {
  saveProfile('work', { url: 'http://127.0.0.1:1', api_key: 'one', secret: 's', bearer_token: 'b' })
  saveProfile('work', { api_key: 'two', secret: 't' })
  expect(readProfile('work')).toEqual({ api_key: 'two', secret: 't' })
})

test('does not write down what the environment says', () => {
  process.env['BABELGATE_SECRET'] = 'from the environment'
  try {
    const path = saveProfile('default', { api_key: 'key' })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ api_key: 'key' })
  } finally {
    delete process.env['BABELGATE_SECRET']
  }
})

test('leaves a file that is no profile as it is', () => {
  const path = saveProfile('default', {})
  writeFileSync(path, '{"colour": "red"}')
  expect(() => saveProfile('default', { api_key: 'key' })).toThrow(`${path} must be a JSON object with texts named url`)
  expect(readFileSync(path, 'utf8')).toBe('{"colour": "red"}')
})

test('says what cannot be written', () => {
  writeFileSync(join(folder, 'config'), 'a file')
  expect(() => saveProfile('default', {})).toThrow(/default\.json cannot be written: a part of the path is a file; /)
})

test('ends where no folder can be made', () => {
  process.env['XDG_CONFIG_HOME'] = '/proc/nowhere/config'
  expect(() => saveProfile('default', {})).toThrow(
    /cannot be written: no folder can be made there; name another place$/,
  )
})

test.each([
  [{ api_key: 'two' }, { url: 'u', api_key: 'two' }],
  [{ api_key: 'one' }, saved],
  [{ oauth_token: 'p' }, { url: 'u', api_key: 'one', secret: 's', bearer_token: 'b', oauth_token: 'p' }],
  [{ oauth_token: 'o' }, saved],
])('reads no secret of the file that belongs to something else than the environment names: %j', (given, expected) => {
  saveProfile('default', saved)
  const names = Object.entries(given).map(([field, value]) => [`BABELGATE_${field.toUpperCase()}`, value] as const)
  for (const [name, value] of names) process.env[name] = value
  try {
    expect(readProfile('default')).toEqual(expected)
  } finally {
    for (const [name] of names) delete process.env[name]
  }
})
