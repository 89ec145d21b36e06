import { randomHex } from '../../src/core/auth/hash.js'
import type { Share } from '../../src/documents/ports/documents.js'
import { type DocumentSubject, sendUpload, someDocument, someFindings, someUpload } from './document-subject.js'
import { someUser } from './subject.js'

const everyShare: readonly Share[] = [0, 1, 2, 3, 4]
const firstPage = { page: 1, perPage: 20 }

/** The contract of every Documents. */
export function documentsContract(subject: () => DocumentSubject): void {
  test('returns everything about a document', async () => {
    const { documents } = subject()
    const owner = await someUser(subject())
    const upload = someUpload(owner.id, {
      settings: { ...someUpload(owner.id).settings, position: { lat: -43.123456, lng: 179.5 } },
      positionFromFile: false,
      created: '2001-02-03 04:05:06',
      tags: [{ type: 'keyword', text: 'sea' }],
    })
    const document = await someDocument(subject(), owner.id, upload, {
      ...someFindings,
      rotation: 90,
      created: '1999-01-01 00:00:00',
      position: { lat: 1, lng: 2 },
    })
    expect(document).toEqual({
      ...upload.settings,
      id: expect.stringMatching(/^[1-9]\d*$/),
      ownerId: owner.id,
      media: 'photo',
      rotation: 90,
      postedAt: upload.now,
      updatedAt: upload.now,
      created: '2001-02-03 04:05:06',
      fileKey: upload.fileKey,
      original: { ...upload.original, width: 200, height: 100 },
      thumbs: someFindings.thumbs,
      thumbSecret: upload.thumbSecret,
      tags: 1,
    })
    expect(await documents.find(document.id)).toEqual(document)
  })

  test('takes date and position from the file where the owner did not give them', async () => {
    const owner = await someUser(subject())
    const found = { ...someFindings, created: '1999-01-01 00:00:00', position: { lat: 1.5, lng: -2.25 } }
    expect(await someDocument(subject(), owner.id, {}, found)).toMatchObject({
      created: '1999-01-01 00:00:00',
      position: { lat: 1.5, lng: -2.25 },
    })
    expect(await someDocument(subject(), owner.id, { positionFromFile: false }, found)).toMatchObject({
      position: undefined,
    })
    expect(await someDocument(subject(), owner.id)).toMatchObject({ created: '0000-00-00 00:00:00' })
  })

  test.each(['', '0', '-1', '1.5', '99999999999999999999', 'abc', "1' or '1'='1"])(
    'knows no document with the id %j',
    async (id) => {
      const { documents } = subject()
      const owner = await someUser(subject())
      await someDocument(subject(), owner.id)
      expect(await documents.find(id)).toBeUndefined()
      expect(await documents.delete(id, owner.id, 1)).toBe(false)
    },
  )

  test('hides unprocessed documents, and those of members who are not active', async () => {
    const { documents, users } = subject()
    const owner = await someUser(subject())
    const document = await someDocument(subject(), owner.id)
    await sendUpload(subject(), someUpload(owner.id))
    const filter = { ownerId: owner.id, shares: everyShare }
    expect(await documents.count(filter)).toBe(1)
    await users.setState(owner.id, 'suspended', 'cli:test')
    expect(await documents.find(document.id)).toBeUndefined()
    expect(await documents.list(filter, firstPage)).toEqual({ total: 0, documents: [] })
    expect(await documents.findByMd5(owner.id, [document.original.md5])).toEqual([])
  })

  test('lists newest first, a page at a time', async () => {
    const { documents } = subject()
    const owner = await someUser(subject())
    const other = await someUser(subject())
    await someDocument(subject(), other.id)
    const ids: string[] = []
    for (const now of [100, 300, 200, 300]) ids.push((await someDocument(subject(), owner.id, { now })).id)
    const filter = { ownerId: owner.id, shares: everyShare }
    const page = async (number: number) => {
      const { total, documents: found } = await documents.list(filter, { page: number, perPage: 3 })
      return [total, ...found.map(({ id }) => id)]
    }
    expect(await page(1)).toEqual([4, ids[3], ids[1], ids[2]])
    expect(await page(2)).toEqual([4, ids[0]])
    expect(await page(3)).toEqual([4])
  })

  test('filters by sharing, kind and safety', async () => {
    const { documents } = subject()
    const owner = await someUser(subject())
    const { settings } = someUpload(owner.id)
    await someDocument(subject(), owner.id, { settings: { ...settings, share: 0, safety: 3 } })
    await someDocument(subject(), owner.id, { media: 'video', settings: { ...settings, safety: 2 } })
    const count = (filter: object) => documents.count({ ownerId: owner.id, shares: everyShare, ...filter })
    expect(await count({})).toBe(2)
    expect(await count({ shares: [4] })).toBe(1)
    expect(await count({ shares: [] })).toBe(0)
    expect(await count({ media: ['video', 'audio'] })).toBe(1)
    expect(await count({ media: [] })).toBe(2)
    expect(await count({ safety: 2 })).toBe(1)
    expect(await count({ safety: 3, media: ['photo'], shares: [0] })).toBe(1)
  })

  test("finds a member's own documents by their sums", async () => {
    const { documents } = subject()
    const owner = await someUser(subject())
    const other = await someUser(subject())
    const { original } = someUpload(owner.id)
    const first = await someDocument(subject(), owner.id, { original })
    const second = await someDocument(subject(), owner.id, { original })
    await someDocument(subject(), other.id, { original })
    const { md5 } = original
    expect(await documents.findByMd5(owner.id, [md5, randomHex(16)])).toEqual([
      { id: first.id, md5 },
      { id: second.id, md5 },
    ])
    expect(await documents.findByMd5(owner.id, [])).toEqual([])
  })

  test('changes what is named and nothing else', async () => {
    const { documents } = subject()
    const owner = await someUser(subject())
    const before = await someDocument(subject(), owner.id)
    const other = await someDocument(subject(), owner.id)
    const changed = await documents.change(before, { title: '', position: { lat: 0, lng: -0.5 } }, 1_800_000_000)
    const after = { ...before, title: '', position: { lat: 0, lng: -0.5 }, updatedAt: 1_800_000_000 }
    expect(changed).toEqual(after)
    expect(await documents.find(before.id)).toEqual(after)
    expect(await documents.change(after, { position: undefined, mayTag: 0, license: 255 }, 1)).toMatchObject({
      position: undefined,
      mayTag: 0,
      license: 255,
      title: '',
    })
    expect(await documents.find(other.id)).toEqual(other)
  })

  test('changes nothing where its sharing has changed since it was read', async () => {
    const { documents } = subject()
    const owner = await someUser(subject())
    const before = await someDocument(subject(), owner.id)
    const secrets = { original: randomHex(16), thumb: randomHex(16) }
    const hidden = await documents.change(before, { share: 0, secrets }, 1)
    expect(hidden).toMatchObject({ share: 0, thumbSecret: secrets.thumb, original: { secret: secrets.original } })
    expect(await documents.change(before, { share: 4 }, 2)).toBeUndefined()
    expect(await documents.find(before.id)).toEqual(hidden)
  })

  test('deletes a document of its owner with everything, and queues its files for deletion', async () => {
    const { documents, tags, orphanedFiles } = subject()
    const owner = await someUser(subject())
    const other = await someUser(subject())
    const document = await someDocument(subject(), owner.id, { tags: [{ type: 'keyword', text: 'sea' }] })
    expect(await documents.delete(document.id, other.id, 500)).toBe(false)
    expect(await tags.of(document.id)).toHaveLength(1)
    const deleted = await Promise.all([1, 2, 3].map(() => documents.delete(document.id, owner.id, 500)))
    expect(deleted.filter((done) => done)).toHaveLength(1)
    expect(await documents.find(document.id)).toBeUndefined()
    expect(await tags.of(document.id)).toEqual([])
    expect(await orphanedFiles.due(499)).not.toContain(document.fileKey)
    expect(await orphanedFiles.due(500)).toContain(document.fileKey)
    await orphanedFiles.forget(document.fileKey)
    expect(await orphanedFiles.due(500)).not.toContain(document.fileKey)
  })
}
