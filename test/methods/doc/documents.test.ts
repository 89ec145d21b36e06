import { createHash } from 'node:crypto'
import { databases } from '../../support/databases.js'
import type { Answer, Client } from '../../support/member.js'
import { useMembers } from '../../support/members-bed.js'
import { cameraJpeg, jpeg, pdf } from '../../support/pictures.js'
import { until } from '../../support/process.js'
import { answerDifferences, documented, type Skeleton } from '../../support/skeleton.js'

describe.each(databases)('documents on %s', (database) => {
  const bed = useMembers({ database })

  const upload = async (by: Client, params: Record<string, string> = {}, file?: Uint8Array): Promise<string> => {
    const content = new Uint8Array(file ?? (await jpeg(200, 100)))
    const { doc_id } = await by.call('upload.file', { async: '0', ...params }, new Blob([content]))
    return doc_id
  }
  const skeletonOf = (method: string): Skeleton => documented[method]?.response ?? ''

  test('answers have the documented shape, and hold text only', async () => {
    const zoe = await bed().clients.member()
    const doc_id = await upload(zoe, { keywords: 'a' }, await cameraJpeg())
    const differences = async (method: string, params: Record<string, string> = {}) => {
      const { api, ...answer } = await zoe.call(method, params)
      expect([method, api.status]).toEqual([method, 'ok'])
      return answerDifferences(answer, skeletonOf(method))
    }
    const extra = 'tags,notes,geo,md5'
    expect(await differences('doc.get', { doc_id, extra })).toEqual([
      '+.doc.md5',
      '-.doc.medias',
      '-.doc.original.length',
      '-.doc.geo.loc_id',
      '-.doc.geo.location',
      '-.doc.notes.note',
    ])
    expect(await differences('doc.getList')).toEqual([])
    expect(await differences('doc.set', { doc_id, title: 'T' })).toEqual([])
    expect(await differences('doc.tags.add', { doc_id, keywords: 'b' })).toEqual([])
    expect(await differences('doc.tags.edit', { doc_id, keywords: 'c' })).toEqual([])
    expect(await differences('doc.tags.getList', { doc_id })).toEqual([])
    expect(await differences('user.get')).toEqual(['-.user.is_online', '-.user.tmo', '-.user.location'])
    expect(await differences('account.getQuota')).toEqual(
      ['max', 'used', 'left'].map((part) => `-.quota.upload.${part}.seconds`),
    )
    const { tags } = await zoe.call('doc.tags.getList', { doc_id })
    expect(await differences('doc.tags.remove', { doc_id, type: 'keyword', id: tags.tag[0].id })).toEqual([])
    expect(await differences('doc.delete', { doc_id })).toEqual([])
  })

  test('settings are changed, cleared and left alone', async () => {
    const zoe = await bed().clients.member()
    const doc_id = await upload(zoe, { title: 'Old', description: 'Text', is_public: '1' })
    const set = async (params: Record<string, string>) => (await zoe.call('doc.set', { doc_id, ...params })).doc
    expect(await set({ title: 'New' })).toEqual({ doc_id, title: 'New', share: '4', description: 'Text' })
    expect(await set({ description: '<i>é</i> & "x"' })).toMatchObject({ title: 'New', description: '<i>é</i> & "x"' })
    expect(await set({ title: '', description: '' })).toMatchObject({ title: '', description: '' })
    expect(await set({ share: '2' })).toMatchObject({ share: '2' })
    expect(await set({ is_family: '1' })).toMatchObject({ share: '3' })
    expect(await set({ is_friend: 'FALSE' })).toMatchObject({ share: '1' })
    await set({ license: '255', safety: '3', perm_comment: '1', perm_tag: '0', perm_tagme: '2', lat: '-1.5', lng: '0' })
    const { doc } = await zoe.call('doc.get', { doc_id, extra: 'geo' })
    expect(doc).toMatchObject({
      license: '255',
      safety: '3',
      permissions: { comment: '1', tag: '0', tagme: '2' },
      geo: { lat: '-1.5', lng: '0' },
      visibility: { ispublic: '0', isfamily: '1', isfriend: '0', share: '1' },
    })
    await set({ lat: '-999', lng: '-999' })
    expect((await zoe.call('doc.get', { doc_id, extra: 'geo' })).doc.geo).toBeUndefined()
  })

  test.each([
    [{}, 2],
    [{ license: '' }, 2],
    [{ license: '4' }, 3],
    [{ safety: '0' }, 3],
    [{ share: '5' }, 3],
    [{ is_public: 'maybe' }, 3],
    [{ perm_tag: '6' }, 3],
    [{ lat: '1' }, 3],
    [{ lat: '1e3', lng: '1' }, 3],
    [{ lat: '1', lng: '181' }, 3],
    [{ share: '0', is_public: '1' }, 3],
    [{ share: '4', is_public: '1' }, 0],
    [{ doc_id: '0x1', title: 'a' }, 1],
    [{ doc_id: '', title: 'a' }, 1],
  ])('doc.set with %j gives %d', async (params: Record<string, string>, code) => {
    const zoe = await bed().clients.member()
    const doc_id = await upload(zoe)
    const before = (await zoe.call('doc.get', { doc_id })).doc
    expect(await zoe.code('doc.set', { doc_id, ...params })).toBe(code)
    if (code > 0) expect((await zoe.call('doc.get', { doc_id })).doc).toEqual(before)
  })

  test('a deleted document is gone with its files', async () => {
    const zoe = await bed().clients.member()
    const doc_id = await upload(zoe)
    const { original, thumbs } = (await zoe.call('doc.get', { doc_id })).doc
    expect(await zoe.code('doc.delete', { doc_id })).toBe(0)
    expect(await zoe.code('doc.delete', { doc_id })).toBe(1)
    expect(await zoe.code('doc.get', { doc_id })).toBe(1)
    expect((await fetch(original.url)).status).toBe(404)
    expect((await fetch(thumbs.thumb[0].url)).status).toBe(404)
    expect((await zoe.call('account.getQuota')).quota.upload.used.bytes).toBe('0')
    const writer = await bed().clients.member({ doc: 'write' }, zoe.user)
    expect(await writer.code('doc.delete', { doc_id: await upload(zoe) })).toBe(110)
  })

  test('documents are found by their sums, in any case', async () => {
    const zoe = await bed().clients.member()
    const ids = [await upload(zoe, {}, pdf), await upload(zoe, {}, pdf)]
    const md5 = createHash('md5').update(pdf).digest('hex')
    const { docs } = await zoe.call('doc.checkMD5', { md5: `${md5.toUpperCase()},${md5},${'0'.repeat(32)}` })
    const items = ids.map((doc_id) => ({ md5, doc_id, found: '1' }))
    expect(docs).toEqual({ count: '2', found: '1', doc: items })
    expect((await zoe.call('doc.checkMD5', { md5: 'x' })).docs).toEqual({ count: '1', found: '0', doc: [] })
    expect(await zoe.code('doc.checkMD5')).toBe(1)
    const many = Array.from({ length: 21 }, (_, i) => String(i)).join(',')
    expect(await zoe.code('doc.checkMD5', { md5: many })).toBe(123)
  })

  test('lists are paged, newest first, and pages are pulled into their bounds', async () => {
    const zoe = await bed().clients.member()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.unshift(await upload(zoe))
    const list = async (params: Record<string, string>) => {
      const { docs } = await zoe.call('doc.getList', params)
      return [docs.total, docs.per_page, docs.page, docs.pages, docs.doc?.map((doc: Answer) => doc.doc_id)]
    }
    expect(await list({})).toEqual(['3', '20', '1', '1', ids])
    expect(await list({ per_page: '2' })).toEqual(['3', '2', '1', '2', ids.slice(0, 2)])
    expect(await list({ per_page: '2', page: '2' })).toEqual(['3', '2', '2', '2', ids.slice(2)])
    expect(await list({ per_page: '2', page: '3' })).toEqual(['3', '2', '3', '2', undefined])
    expect(await list({ per_page: '0', page: '-1' })).toEqual(['3', '1', '1', '3', ids.slice(0, 1)])
    expect(await list({ per_page: '1000', page: '99999999999999999999' })).toEqual([
      '3',
      '100',
      '1000000',
      '1',
      undefined,
    ])
    expect(await zoe.code('doc.getList', { per_page: 'ten' })).toBe(123)
  })

  test('lists are filtered, and show the thumbnail that was asked for', async () => {
    const zoe = await bed().clients.member()
    const photo = await upload(zoe, { safety: '3' }, await jpeg(300, 200))
    const file = await upload(zoe, {}, pdf)
    const ids = async (params: Record<string, string>) =>
      (await zoe.call('doc.getList', params)).docs.doc?.map((doc: Answer) => doc.doc_id)
    expect(await ids({ media: 'photo' })).toEqual([photo])
    expect(await ids({ media: 'other, video' })).toEqual([file])
    expect(await ids({ media: 'audio' })).toBeUndefined()
    expect(await ids({ safesurf: '2' })).toEqual([file])
    expect(await ids({ safesurf: '3' })).toEqual([file, photo])
    const label = async (thumbsize: string) =>
      (await zoe.call('doc.getList', { media: 'photo', thumbsize })).docs.doc[0].thumb.label
    expect([await label('75x'), await label('250x'), await label('2048')]).toEqual(['75x', '250x', '500'])
    expect(await zoe.code('doc.getList', { thumbsize: 'huge' })).toBe(123)
  })

  test('blocks come when asked for, and unknown words are ignored', async () => {
    const zoe = await bed().clients.member()
    await upload(zoe, {}, await cameraJpeg())
    const [plain] = (await zoe.call('doc.getList')).docs.doc
    const [full] = (await zoe.call('doc.getList', { extra: 'dates,count,geo,medias,original,md5,owner,x' })).docs.doc
    const added = Object.keys(full).filter((name) => !(name in plain))
    expect(added.sort()).toEqual(['count', 'dates', 'lat', 'lng', 'md5', 'original', 'owner'])
    expect(full).toMatchObject({
      lat: '-41.29',
      lng: '174.775',
      dates: { created: '2008-01-03 11:22:33', last_comment_at: '0' },
      count: { visits: '0' },
      owner: { user_id: zoe.user?.id, username: zoe.user?.username },
      original: { ext: 'jpg' },
    })
  })

  test('members are found by id and alias, and are the caller without either', async () => {
    const { anonymous, member } = bed().clients
    const zoe = await member()
    await upload(zoe, { is_public: '1' })
    const { user } = zoe
    const get = async (by: Client, params: Record<string, string> = {}) => (await by.call('user.get', params)).user
    const mine = await get(zoe)
    expect(mine).toMatchObject({
      user_id: user?.id,
      alias: user?.alias,
      count: { docs: '1' },
      relation: { isfamily: '0' },
    })
    expect(await get(zoe, { user_id: user?.alias ?? '' })).toEqual(mine)
    const { relation, ...rest } = await get(anonymous, { user_id: user?.id ?? '' })
    expect(relation).toBeUndefined()
    expect(rest).toMatchObject({ user_id: user?.id, dates: { member_since: String(user?.createdAt) } })
    expect((await fetch(mine.icon)).headers.get('content-type')).toBe('image/png')
    expect((await anonymous.call('doc.getList', { user_id: user?.alias ?? '' })).docs.total).toBe('1')
    for (const method of ['user.get', 'doc.getList']) {
      expect([method, await anonymous.code(method)]).toEqual([method, 1])
      expect([method, await zoe.code(method, { user_id: 'nobody' })]).toEqual([method, 1])
    }
    const gone = await member()
    await bed().server.services.users.setState(gone.user?.id ?? '', 'closed', 'cli:test')
    // On PostgreSQL what another process has changed is seen a little later.
    await until(async () => (await zoe.code('user.get', { user_id: gone.user?.id ?? '' })) === 1)
  })
})
