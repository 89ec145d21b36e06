import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from '../../../src/stores/files/file-store.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'files-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const key = 'ab'.repeat(16)

test('a file is moved into the store, another one written, replaced and removed', async () => {
  const files = createFileStore(join(dir, 'store'))
  const from = join(dir, 'incoming')
  writeFileSync(from, 'content')
  await files.keep(key, 'original', from)
  expect(existsSync(from)).toBe(false)
  expect(readFileSync(files.pathOf(key, 'original'), 'utf8')).toBe('content')
  await files.write(key, '75x', Buffer.from('small'))
  await files.write(key, '75x', Buffer.from('smaller'))
  expect(readFileSync(files.pathOf(key, '75x'), 'utf8')).toBe('smaller')
  expect(statSync(files.pathOf(key, '75x')).mode & 0o077).toBe(0)
  expect(readdirSync(join(files.pathOf(key, '75x'), '..')).sort()).toEqual(['75x', 'original'])
  await files.remove(key)
  await files.remove(key)
  expect(existsSync(files.pathOf(key, 'original'))).toBe(false)
})

test.each(['', '..', 'AB'.repeat(16), '../'.repeat(10), `${key}/..`])('%j is no key', (wrong) => {
  expect(() => createFileStore(dir).pathOf(wrong, 'original')).toThrow(TypeError)
})

test.each(['', '..', 'a/b', '.hidden', 'a.b'])('%j is no name', (wrong) => {
  expect(() => createFileStore(dir).pathOf(key, wrong)).toThrow(TypeError)
})
