import { databases } from '../../support/databases.js'
import type { Answer, Client } from '../../support/member.js'
import { useMembers } from '../../support/members-bed.js'
import { jpeg } from '../../support/pictures.js'

describe.each(databases)('tags on %s', (database) => {
  const bed = useMembers({ database, uploadLimits: { tags: 6 } })

  const upload = async (by: Client, params: Record<string, string> = {}): Promise<string> => {
    const file = new Blob([new Uint8Array(await jpeg(80, 60))])
    return (await by.call('upload.file', { async: '0', ...params }, file)).doc_id
  }
  const texts = async (by: Client, doc_id: string) =>
    (await by.call('doc.tags.getList', { doc_id })).tags.tag?.map((tag: Answer) => `${tag.type} ${tag.tag}`)

  test('words, phrases, members and words for machines are added once', async () => {
    const zoe = await bed().clients.member()
    const pat = await bed().clients.member()
    const doc_id = await upload(zoe, { keywords: 'Sea' })
    const members = `${pat.user?.id},${zoe.user?.alias},nobody,999999`
    const { tags } = await zoe.call('doc.tags.add', { doc_id, keywords: 'SEA,"blue, wide",geo:lat=1,Blue', members })
    const pick = ({ type, tag, user_id }: Answer) => [type, tag, user_id]
    expect([tags.added, tags.dropped, tags.tag.map(pick)]).toEqual([
      '5',
      '3',
      [
        ['keyword', 'blue, wide', zoe.user?.id],
        ['machine', 'geo:lat=1', zoe.user?.id],
        ['keyword', 'Blue', zoe.user?.id],
        ['member', pat.user?.username, zoe.user?.id],
        ['member', zoe.user?.username, zoe.user?.id],
      ],
    ])
    expect(await texts(zoe, doc_id)).toHaveLength(6)
    expect((await zoe.call('doc.get', { doc_id })).doc.count.tags).toBe('6')
    expect(await zoe.call('doc.tags.add', { doc_id, keywords: 'one too many,sea' })).toMatchObject({
      api: { code: '3' },
    })
    expect(await texts(zoe, doc_id)).toHaveLength(6)
    expect(await zoe.code('doc.tags.add', { doc_id })).toBe(2)
    expect(await zoe.code('doc.tags.add', { doc_id, keywords: '' })).toBe(2)
  })

  test('editing replaces a kind; an empty value clears it', async () => {
    const zoe = await bed().clients.member()
    const doc_id = await upload(zoe, { keywords: 'a,b,x:y=z', member_ids: zoe.user?.id ?? '' })
    const edit = async (params: Record<string, string>) => (await zoe.call('doc.tags.edit', { doc_id, ...params })).tags
    expect(await edit({ keywords: 'B,c,c' })).toMatchObject({
      added: '1',
      dropped: '1',
      tag: [{ tag: 'b' }, { tag: 'c' }],
    })
    expect(await texts(zoe, doc_id)).toEqual(['keyword b', `member ${zoe.user?.username}`, 'keyword c'])
    expect(await edit({ members: 'nobody' })).toEqual({ added: '0', dropped: '1', tag: [] })
    expect(await texts(zoe, doc_id)).toEqual(['keyword b', 'keyword c'])
    expect(await zoe.code('doc.tags.edit', { doc_id, keywords: '1,2,3,4,5,6,7' })).toBe(3)
    expect(await texts(zoe, doc_id)).toEqual(['keyword b', 'keyword c'])
    expect(await edit({ keywords: '' })).toEqual({ added: '0', dropped: '0', tag: [] })
    expect(await texts(zoe, doc_id)).toEqual([])
    expect(await zoe.code('doc.tags.edit', { doc_id })).toBe(2)
  })

  test('one tag is taken off by its kind and id', async () => {
    const zoe = await bed().clients.member()
    const doc_id = await upload(zoe, { keywords: 'a,x:y=z', member_ids: zoe.user?.id ?? '' })
    const { tag } = (await zoe.call('doc.tags.getList', { doc_id })).tags
    const remove = (type: string, id: string) => zoe.code('doc.tags.remove', { doc_id, type, id })
    expect(await remove('member', tag[0].id)).toBe(2)
    expect(await remove('keyword', '999999')).toBe(2)
    expect(await remove('colour', tag[0].id)).toBe(2)
    expect(await remove('keyword', tag[0].id)).toBe(0)
    expect(await remove('keyword', tag[1].id)).toBe(0)
    expect(await remove('member', zoe.user?.id ?? '')).toBe(0)
    expect(await texts(zoe, doc_id)).toEqual([])
  })

  test('others may tag where the owner lets every member, and tag only themselves as members', async () => {
    const { member } = bed().clients
    const zoe = await member()
    const pat = await member()
    const open = await upload(zoe, { is_public: '1', perm_tag: '5', perm_tagme: '5' })
    const members = `${zoe.user?.id},${pat.user?.id}`
    const { tags } = await pat.call('doc.tags.add', { doc_id: open, keywords: 'hi', members })
    expect([tags.added, tags.dropped]).toEqual(['2', '1'])
    expect(tags.tag.map((tag: Answer) => [tag.tag, tag.user_id])).toEqual([
      ['hi', pat.user?.id],
      [pat.user?.username, pat.user?.id],
    ])
    expect(await pat.code('doc.tags.edit', { doc_id: open, keywords: '' })).toBe(1)
    const own = await upload(zoe, { is_public: '1', perm_tag: '0', perm_tagme: '0' })
    expect(await pat.code('doc.tags.add', { doc_id: own, keywords: 'hi' })).toBe(1)
    expect(await pat.code('doc.tags.add', { doc_id: own, members: pat.user?.id ?? '' })).toBe(1)
    const hidden = await upload(zoe, { perm_tag: '5', perm_tagme: '5' })
    expect(await pat.code('doc.tags.add', { doc_id: hidden, keywords: 'hi' })).toBe(1)
  })
})
