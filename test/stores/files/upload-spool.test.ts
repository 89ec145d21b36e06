import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createUploadSpool } from '../../../src/stores/files/upload-spool.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spool-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const files = () => readdirSync(dir).flatMap((own) => readdirSync(join(dir, own)))
const spool = (limits: { maxBytes?: number; tempMaxBytes?: number } = {}) =>
  createUploadSpool({ dir, maxBytes: 1000, tempMaxBytes: 3000, ...limits })
const bytes = (count: number) => Readable.from([Buffer.alloc(count, 1)])

test("a file is spooled completely, with its size and the client's name", async () => {
  const upload = (await spool()).open('192.0.2.1')
  await pipeline(Readable.from([Buffer.from('hello '), Buffer.from('world')]), upload.sink)
  expect(upload.bytes).toBe(11)
  const file = await upload.finish('greeting.txt')
  expect(file).toEqual({ path: file.path, bytes: 11, filename: 'greeting.txt' })
  expect(readFileSync(file.path, 'utf8')).toBe('hello world')
})

test('discarding removes the file, but not one that was moved away', async () => {
  const open = await spool()
  const left = open.open('192.0.2.1')
  await pipeline(bytes(5), left.sink)
  await left.finish('')
  const kept = open.open('192.0.2.1')
  await pipeline(bytes(5), kept.sink)
  const { path } = await kept.finish('')
  renameSync(path, join(dir, 'kept'))
  await left.discard()
  await kept.discard()
  await kept.discard()
  expect(existsSync(join(dir, 'kept'))).toBe(true)
  expect(existsSync(path)).toBe(false)
  rmSync(join(dir, 'kept'))
  expect(files()).toEqual([])
})

test('a file above the limit is refused with 124, and its spooled bytes are deleted', async () => {
  const open = await spool()
  const exact = open.open('192.0.2.1')
  await pipeline(bytes(1000), exact.sink)
  await exact.finish('')
  const large = open.open('192.0.2.1')
  await expect(pipeline(bytes(1001), large.sink)).rejects.toMatchObject({
    code: 124,
    detail: expect.stringMatching(/1000 bytes/),
  })
  await expect(large.finish('')).rejects.toMatchObject({ code: 124 })
  await large.discard()
  await exact.discard()
  expect(files()).toEqual([])
})

test('all spooled files together stay below the budget, which a discarded file releases', async () => {
  const open = await spool()
  const waiting = []
  for (let i = 0; i < 3; i++) {
    const upload = open.open(`192.0.2.${i}`)
    await pipeline(bytes(1000), upload.sink)
    await upload.finish('')
    waiting.push(upload)
  }
  const late = open.open('192.0.2.9')
  await expect(pipeline(bytes(1), late.sink)).rejects.toMatchObject({
    code: 124,
    detail: expect.stringMatching(/wait/),
  })
  await waiting[0]?.discard()
  const next = open.open('192.0.2.9')
  await pipeline(bytes(1000), next.sink)
  expect((await next.finish('')).bytes).toBe(1000)
})

test('each address may have four unfinished files', async () => {
  const open = await spool()
  const four = [0, 1, 2, 3].map(() => open.open('192.0.2.1'))
  expect(() => open.open('192.0.2.1')).toThrow(expect.objectContaining({ code: 124 }))
  open.open('192.0.2.2')
  await four[0]?.finish('')
  await four[1]?.discard()
  open.open('192.0.2.1')
  open.open('192.0.2.1')
  expect(() => open.open('192.0.2.1')).toThrow(expect.objectContaining({ code: 124 }))
})

test('discarding during an upload ends the sink', async () => {
  const upload = (await spool()).open('192.0.2.1')
  upload.sink.write(Buffer.alloc(10))
  await upload.discard()
  expect(upload.sink.destroyed).toBe(true)
  expect(files()).toEqual([])
})

test('folders of ended processes are removed at the start, that of a running one stays', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  for (const name of [
    `${hostname()}.${dead}`,
    `${hostname()}.${process.pid}`,
    `${hostname()}.${process.ppid}`,
    'elsewhere.1',
  ]) {
    mkdirSync(join(dir, name))
    writeFileSync(join(dir, name, 'left'), 'x')
  }
  await spool()
  expect(readdirSync(dir).sort()).toEqual(
    ['elsewhere.1', `${hostname()}.${process.pid}`, `${hostname()}.${process.ppid}`].sort(),
  )
  expect(readdirSync(join(dir, `${hostname()}.${process.pid}`))).toEqual([])
})
