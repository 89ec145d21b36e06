import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { seconds } from '../../src/core/ports/clock.js'
import type { Files } from '../../src/documents/ports/files.js'
import { createUploadWorker, type UploadWorker } from '../../src/documents/upload-worker.js'
import { createFileStore } from '../../src/stores/files/file-store.js'
import { type DocumentSubject, sendUpload, someUpload } from '../contracts/document-subject.js'
import { someUser } from '../contracts/subject.js'
import { startChild } from '../support/child.js'
import { sqliteDatabase } from '../support/databases.js'
import { documentStores } from '../support/document-stores.js'
import { MovingClock } from '../support/moving-clock.js'
import { jpeg } from '../support/pictures.js'
import { sqlStores } from '../support/sql-stores.js'

type Database = Awaited<ReturnType<typeof sqliteDatabase>>

let database: Database
let folder: string
let subject: DocumentSubject
let fileStore: Files
const failures: unknown[] = []
const workers: UploadWorker[] = []

beforeEach(async () => {
  database = await sqliteDatabase()
  folder = mkdtempSync(join(tmpdir(), 'babelgate-worker-'))
  fileStore = createFileStore(join(folder, 'files'))
  const clock = new MovingClock(Date.now())
  subject = { ...sqlStores(database.sql, clock), ...documentStores(database.sql), clock }
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  await database.remove()
  rmSync(folder, { recursive: true })
  expect(failures.splice(0)).toEqual([])
})

/** Starts a worker in this process, on files that may misbehave. */
function work(files: Files = fileStore): UploadWorker {
  const worker = createUploadWorker({ ...subject, fileStore: files, report: (error) => failures.push(error) })
  workers.push(worker)
  worker.start()
  return worker
}

/** Uploads a photo, with its file in the store. */
async function upload(file?: Buffer) {
  const owner = await someUser(subject)
  const wanted = someUpload(owner.id, { now: seconds(subject.clock) })
  const from = join(folder, 'incoming')
  writeFileSync(from, file ?? (await jpeg(1200, 900)))
  await fileStore.keep(wanted.fileKey, 'original', from)
  const ticket = await sendUpload(subject, wanted)
  const state = async () => (await subject.uploads.tickets(owner.id, [ticket]))[0]
  return { state, fileKey: wanted.fileKey }
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await setTimeout(5)
}

test('kill -9 during an upload loses nothing', async () => {
  const { state, fileKey } = await upload()
  const child = startChild('upload-worker', database.file, join(folder, 'files'))
  await child.printed(3)
  child.process.kill('SIGKILL')
  await child.ended()
  expect(await state()).toMatchObject({ state: 'waiting' })

  expect(existsSync(fileStore.pathOf(fileKey, '75x'))).toBe(true)
  subject.clock.advance(60_000)
  work()
  await until(async () => (await state())?.state === 'done')
  const document = await subject.documents.find((await state())?.documentId ?? '')
  expect(document).toMatchObject({ original: { width: 1200, height: 900 } })
  expect(document?.thumbs.map(({ label }) => label)).toEqual(['75x', '100', '240', '250x', '500', '560', '640'])
})

test('many workers process every upload once', async () => {
  const uploads = []
  for (let i = 0; i < 4; i++) uploads.push(await upload(await jpeg(90, 60)))
  const written: string[] = []
  const counting: Files = {
    ...fileStore,
    write: (key, name, bytes) => {
      written.push(`${key} ${name}`)
      return fileStore.write(key, name, bytes)
    },
  }
  for (let i = 0; i < 4; i++) work(counting)
  for (const { state } of uploads) await until(async () => (await state())?.state === 'done')
  expect(written).toHaveLength(8)
  expect(new Set(written).size).toBe(8)
})

test('an upload waits while the disk is full', async () => {
  const { state } = await upload()
  let full = true
  const files: Files = {
    ...fileStore,
    write: (key, name, bytes) => (full ? Promise.reject(new Error('no space')) : fileStore.write(key, name, bytes)),
  }
  const worker = work(files)
  for (let attempt = 1; attempt <= 5; attempt++) {
    await until(() => failures.length === attempt)
    expect(await state()).toMatchObject({ state: 'waiting' })
    if (attempt === 5) full = false
    subject.clock.advance(10_000)
    worker.wake()
  }
  await until(async () => (await state())?.state === 'done')
  expect(failures.splice(0)).toHaveLength(5)
})

test('an upload whose file cannot be read does not count as damaged', async () => {
  const { state, fileKey } = await upload()
  const [path, aside] = [fileStore.pathOf(fileKey, 'original'), join(folder, 'aside')]
  renameSync(path, aside)
  const worker = work()
  await until(() => failures.length > 0)
  expect(failures.splice(0)).toEqual([expect.objectContaining({ code: 'ENOENT' })])
  renameSync(aside, path)
  subject.clock.advance(10_000)
  worker.wake()
  await until(async () => (await state())?.state === 'done')
})

test('an upload that crashes its workers is rejected after three of them', async () => {
  const { state, fileKey } = await upload()
  for (let attempt = 1; attempt <= 3; attempt++) {
    const now = subject.clock.now()
    expect(await subject.jobs.claim(`dead ${attempt}`, now, now + 10_000)).toMatchObject({ attempt })
    subject.clock.advance(10_000)
  }
  work()
  await until(async () => (await state())?.state === 'invalid')
  await until(() => !existsSync(fileStore.pathOf(fileKey, 'original')))
})

test('files that no document refers to, yet or any more, are deleted', async () => {
  const key = 'cd'.repeat(16)
  await subject.uploads.reserve(key, seconds(subject.clock) + 3600)
  await fileStore.write(key, 'original', Buffer.from('left'))
  const worker = work()
  const { state, fileKey } = await upload(await jpeg(90, 60))
  worker.wake()
  await until(async () => (await state())?.state === 'done')
  const id = (await state())?.documentId ?? ''
  await subject.documents.delete(id, (await subject.documents.find(id))?.ownerId ?? '', seconds(subject.clock))
  worker.wake()
  await until(() => !existsSync(fileStore.pathOf(fileKey, 'original')))
  expect(existsSync(fileStore.pathOf(key, 'original'))).toBe(true)
  subject.clock.advance(3_600_000)
  worker.wake()
  await until(() => !existsSync(fileStore.pathOf(key, 'original')))
  await until(async () => (await subject.orphanedFiles.due(seconds(subject.clock))).length === 0)
})
