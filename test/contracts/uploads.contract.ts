import { randomHex } from '../../src/core/auth/hash.js'
import type { UploadJob } from '../../src/documents/ports/upload-jobs.js'
import { type DocumentSubject, sendUpload, someDocument, someFindings, someUpload } from './document-subject.js'
import { someUser } from './subject.js'

/** The contract of Uploads and UploadJobs together. */
export function uploadsContract(subject: () => DocumentSubject): void {
  const claim = (holder = 'one', seconds = 10) => {
    const now = subject().clock.now()
    return subject().jobs.claim(holder, now, now + seconds * 1000)
  }
  const claimed = async (holder?: string): Promise<UploadJob> => {
    const job = await claim(holder)
    if (job === undefined) throw new Error('There should be a job.')
    return job
  }
  const stateOf = async (ownerId: string, ticket: string) => (await subject().uploads.tickets(ownerId, [ticket]))[0]

  beforeEach(async () => {
    const { jobs, clock } = subject()
    clock.advance(100_000)
    for (let job = await claim(); job !== undefined; job = await claim()) await jobs.finish(job, someFindings)
  })

  test('issues unguessable tickets, which only their owner can query', async () => {
    const { uploads } = subject()
    const owner = await someUser(subject())
    const other = await someUser(subject())
    const ticket = await sendUpload(subject(), someUpload(owner.id))
    expect(ticket).toMatch(/^\d+-[0-9a-f]{32}$/)
    const waiting = { ticket, state: 'waiting', documentId: undefined, queued: 1 }
    const guesses = [`${ticket.split('-')[0]}-${randomHex(16)}`, '0-0', 'x', '', `0${ticket}`]
    expect(await uploads.tickets(owner.id, [ticket, ...guesses])).toEqual([waiting])
    expect(await uploads.tickets(other.id, [ticket])).toEqual([])
    expect(await uploads.tickets(owner.id, [])).toEqual([])
  })

  test('stores nothing beyond the allowance', async () => {
    const { uploads, orphanedFiles } = subject()
    const owner = await someUser(subject())
    await sendUpload(subject(), someUpload(owner.id))
    expect(await uploads.usedBytes(owner.id)).toBe(1000)
    const upload = someUpload(owner.id)
    await uploads.reserve(upload.fileKey, 50)
    expect(await uploads.add(upload, 1999)).toBeUndefined()
    expect(await uploads.usedBytes(owner.id)).toBe(1000)
    expect(await orphanedFiles.due(49)).not.toContain(upload.fileKey)
    expect(await orphanedFiles.due(50)).toContain(upload.fileKey)
    expect(await uploads.add(upload, 2000)).toBeDefined()
    expect(await orphanedFiles.due(50)).not.toContain(upload.fileKey)
    expect(await uploads.usedBytes((await someUser(subject())).id)).toBe(0)
  })

  test('stores nothing of an upload whose files were deleted', async () => {
    const { uploads } = subject()
    const owner = await someUser(subject())
    await expect(uploads.add(someUpload(owner.id), 1e9)).rejects.toThrow('swept')
    expect(await uploads.usedBytes(owner.id)).toBe(0)
  })

  test('one of many workers gets a job, and the oldest is first', async () => {
    const owner = await someUser(subject())
    const first = await sendUpload(subject(), someUpload(owner.id, { orientation: 6 }))
    const second = await sendUpload(subject(), someUpload(owner.id, { media: 'video' }))
    expect((await stateOf(owner.id, second))?.queued).toBe(2)
    const all = await Promise.all(Array.from({ length: 10 }, (_, i) => claim(`worker ${i}`)))
    const given = all.filter((job) => job !== undefined)
    expect(new Set(given.map(({ id }) => id)).size).toBe(given.length)
    expect(given.length).toBeGreaterThan(0)
    const job = given.find(({ id }) => String(id) === first.split('-')[0])
    expect(job).toMatchObject({ attempt: 1, media: 'photo', orientation: 6, fileKey: expect.any(String) })
    expect(await stateOf(owner.id, first)).toMatchObject({ state: 'waiting' })
  })

  test('a job whose lease has expired is leased again, and the first worker can no longer write', async () => {
    const { jobs, clock } = subject()
    const owner = await someUser(subject())
    const ticket = await sendUpload(subject(), someUpload(owner.id))
    const dead = await claimed('dead')
    clock.advance(9_000)
    expect(await claim('second')).toBeUndefined()
    expect(await jobs.postpone(dead, clock.now() + 10_000)).toBe(true)
    clock.advance(9_999)
    expect(await claim('second')).toBeUndefined()
    clock.advance(1)
    const taken = await claimed('second')
    expect(taken).toMatchObject({ id: dead.id, attempt: 2 })
    expect(await jobs.postpone(dead, clock.now() + 99_000)).toBe(false)
    expect(await jobs.finish(dead, someFindings)).toBe(false)
    expect(await jobs.reject(dead, 1)).toBe(false)
    expect(await stateOf(owner.id, ticket)).toMatchObject({ state: 'waiting' })
    expect(await jobs.finish(taken, someFindings)).toBe(true)
    expect(await jobs.finish(taken, someFindings)).toBe(false)
    expect(await stateOf(owner.id, ticket)).toMatchObject({ state: 'done', documentId: expect.any(String), queued: 0 })
  })

  test('a rejected upload leaves an invalid ticket, no document and orphaned files', async () => {
    const { jobs, uploads, orphanedFiles } = subject()
    const owner = await someUser(subject())
    const upload = someUpload(owner.id, { tags: [{ type: 'keyword', text: 'gone' }] })
    const ticket = await sendUpload(subject(), upload)
    expect(await jobs.reject(await claimed(), 700)).toBe(true)
    expect(await stateOf(owner.id, ticket)).toEqual({ ticket, state: 'invalid', documentId: undefined, queued: 0 })
    expect(await uploads.usedBytes(owner.id)).toBe(0)
    expect(await orphanedFiles.due(700)).toContain(upload.fileKey)
    expect(await claim()).toBeUndefined()
  })

  test('the ticket of a deleted document is not found', async () => {
    const { documents, uploads } = subject()
    const owner = await someUser(subject())
    const document = await someDocument(subject(), owner.id)
    await documents.delete(document.id, owner.id, 1)
    expect(await uploads.usedBytes(owner.id)).toBe(0)
  })
}
