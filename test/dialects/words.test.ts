import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Modules that every dialect shares, so that none of them may speak the words of one. */
const shared = ['core', 'transports', 'http', 'identity', 'web']

/** The name of a dialect, the names of its credentials, and the beginning of those that ask for permissions. */
const words = /ipernity|\bapi_key\b|\bapi_sig\b|\bauth_token\b|\bperm_/i

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

test.each(shared)('%s holds no word of a dialect', (module) => {
  const found = filesIn(join('src', module)).flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.flatMap((line, index) => (words.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []))
  })
  expect(found).toEqual([])
})

test('the dialect itself holds them all', () => {
  const text = filesIn('src/dialects/ipernity')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  for (const word of ['ipernity', 'api_key', 'api_sig', 'auth_token', 'perm_']) expect(text).toContain(word)
})
