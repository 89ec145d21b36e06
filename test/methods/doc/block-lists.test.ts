import { databases } from '../../support/databases.js'
import type { Client } from '../../support/member.js'
import { useMembers } from '../../support/members-bed.js'
import { jpeg } from '../../support/pictures.js'

describe.each(databases)('block lists on %s', (database) => {
  const bed = useMembers({ database, uploadLimits: { tags: 2 } })
  let owner: Client
  let blocked: Client
  let open: string

  const upload = async (by: Client, params: Record<string, string> = {}): Promise<string> => {
    const file = new Blob([new Uint8Array(await jpeg(80, 60))])
    return (await by.call('upload.file', { async: '0', ...params }, file)).doc_id
  }
  const idOf = (client: Client) => client.user?.id ?? ''
  const block = (by: Client, whom: Client) =>
    bed().server.services.blockListStore.add({ kind: 'member', id: idOf(by) }, idOf(whom), 'cli:test')
  const everybody = { is_public: '1', perm_tag: '5', perm_tagme: '5' }

  beforeAll(async () => {
    owner = await bed().clients.member()
    blocked = await bed().clients.member()
    open = await upload(owner, everybody)
  })
  beforeEach(() => block(owner, blocked))

  test('hold from the very next call on, and no longer than the member is on them', async () => {
    const other = await bed().clients.member()
    const add = (by: Client, keywords: string) => by.code('doc.tags.add', { doc_id: open, keywords })
    expect(await add(other, 'sea')).toBe(0)
    await block(owner, other)
    expect(await add(other, 'sea')).toBe(109)
    await bed().server.services.blockListStore.remove({ kind: 'member', id: idOf(owner) }, idOf(other), 'cli:test')
    expect(await add(other, 'sea')).toBe(0)
  })

  test('come before what the method itself finds', async () => {
    const tooMany = { doc_id: open, keywords: '1,2,3,4' }
    expect(await blocked.code('doc.tags.add', tooMany)).toBe(109)
    expect(await owner.code('doc.tags.add', tooMany)).toBe(3)
    expect(await blocked.code('doc.tags.add', { doc_id: open })).toBe(109)
    expect(await owner.code('doc.tags.add', { doc_id: open })).toBe(2)
  })

  test('do not affect reading', async () => {
    for (const method of ['doc.get', 'doc.tags.getList']) expect(await blocked.code(method, { doc_id: open })).toBe(0)
    for (const method of ['user.get', 'doc.getList']) {
      expect(await blocked.code(method, { user_id: idOf(owner) })).toBe(0)
    }
  })

  test('do not reveal a document that the caller may not see', async () => {
    const hidden = await upload(owner)
    expect(await blocked.code('doc.tags.add', { doc_id: hidden, keywords: 'sea' })).toBe(1)
    expect(await blocked.code('doc.tags.edit', { doc_id: hidden, members: idOf(owner) })).toBe(1)
    expect(await blocked.code('doc.tags.add', { doc_id: '999999', members: idOf(owner) })).toBe(1)
  })

  test('keep members from being tagged, wherever that is', async () => {
    const own = await upload(blocked)
    const members = `nobody,${owner.user?.alias}`
    expect(await blocked.code('doc.tags.add', { doc_id: own, members })).toBe(109)
    expect(await blocked.code('doc.tags.edit', { doc_id: own, members })).toBe(109)
    expect(await blocked.code('upload.file', { member_ids: members }, new Blob(['x']))).toBe(109)
    expect(await blocked.code('doc.tags.edit', { doc_id: own, keywords: 'sea' })).toBe(0)
  })

  test('are one-sided: who blocks may still act on what is the other one', async () => {
    const doc_id = await upload(blocked, everybody)
    expect(await owner.code('doc.tags.add', { doc_id, keywords: 'sea', members: idOf(owner) })).toBe(0)
  })

  test('do not affect what the member owns', async () => {
    const zoe = await bed().clients.member()
    const doc_id = await upload(zoe)
    await block(zoe, zoe)
    expect(await zoe.code('doc.tags.add', { doc_id, keywords: 'sea', members: idOf(zoe) })).toBe(0)
    expect(await zoe.code('doc.delete', { doc_id })).toBe(0)
  })
})
