import { databases } from '../support/databases.js'
import type { Answer, Client } from '../support/member.js'
import { useMembers } from '../support/members-bed.js'
import { jpeg } from '../support/pictures.js'
import { until } from '../support/process.js'

const fileOf = async (url: string): Promise<number> => (await fetch(url)).status

describe.each(databases)('privacy on %s', (database) => {
  const bed = useMembers({ database })

  let viewers: Readonly<Record<string, Client>>
  let documents: Readonly<Record<string, Answer>>

  beforeAll(async () => {
    const { clients } = bed()
    const owner = await clients.member()
    viewers = {
      owner,
      'the owner without doc:read': await clients.member({ network: 'delete' }, owner.user),
      stranger: await clients.member(),
      anonymous: clients.anonymous,
    }
    const upload = async (params: Record<string, string>) => {
      const file = new Blob([new Uint8Array(await jpeg(200, 100))])
      const { doc_id } = await owner.call('upload.file', { async: '0', keywords: 'one', ...params }, file)
      return (await owner.call('doc.get', { doc_id, extra: 'md5' })).doc
    }
    documents = {
      private: await upload({}),
      family: await upload({ is_family: '1' }),
      friends: await upload({ is_friend: '1' }),
      public: await upload({ is_public: '1' }),
    }
  })

  const rows = ['owner', 'the owner without doc:read', 'stranger', 'anonymous'].flatMap((viewer) =>
    ['private', 'family', 'friends', 'public'].map((what) => {
      const may = viewer === 'owner' || what === 'public'
      return [viewer, may ? 'sees' : 'does not see', what, may] as const
    }),
  )

  const at = <Value>(from: Readonly<Record<string, Value>>, name: string): Value => {
    const found = from[name]
    if (found === undefined) throw new Error(`There is no ${name}.`)
    return found
  }

  test.each(rows)('%s %s what is %s', async (viewer, _verb, what, may) => {
    const client = at(viewers, viewer)
    const { doc_id } = at(documents, what)
    expect(await client.code('doc.get', { doc_id })).toBe(may ? 0 : 1)
    expect(await client.code('doc.tags.getList', { doc_id })).toBe(may ? 0 : 1)
    const user_id = at(viewers, 'owner').user?.id ?? ''
    const { docs } = await client.call('doc.getList', { user_id, extra: 'original,md5' })
    const listed = docs.doc.map((doc: Answer) => doc.doc_id)
    expect(listed.includes(doc_id)).toBe(may)
    expect(docs.total).toBe(String(listed.length))
    const share = { private: '0', family: '1', friends: '2', public: '4' }[what] ?? ''
    expect((await client.call('doc.getList', { user_id, share })).docs.total).toBe(may ? '1' : '0')
  })

  test.each([
    ['owner', '4'],
    ['the owner without doc:read', '1'],
    ['stranger', '1'],
    ['anonymous', '1'],
  ])('%s counts %s documents', async (viewer, count) => {
    const user_id = at(viewers, 'owner').user?.id ?? ''
    expect((await at(viewers, viewer).call('user.get', { user_id })).user.count.docs).toBe(count)
  })

  test('only the owner finds documents by their sums', async () => {
    const sums = Object.values(documents).map((doc) => doc.md5)
    const ask = async (viewer: string) => at(viewers, viewer).call('doc.checkMD5', { md5: sums.join(',') })
    expect((await ask('owner')).docs.doc).toHaveLength(4)
    expect((await ask('stranger')).docs).toEqual({ count: '1', found: '0', doc: [] })
    expect((await ask('the owner without doc:read')).api.code).toBe('110')
    expect((await ask('anonymous')).api.code).toBe('106')
  })

  test.each(['private', 'public'])('others cannot change what is %s, nor learn that it exists', async (what) => {
    const { doc_id } = at(documents, what)
    const stranger = at(viewers, 'stranger')
    const tries: [string, Record<string, string>][] = [
      ['doc.set', { title: 'mine' }],
      ['doc.delete', {}],
      ['doc.tags.add', { keywords: 'mine' }],
      ['doc.tags.edit', { keywords: '' }],
      ['doc.tags.remove', { type: 'keyword', id: '1' }],
    ]
    for (const [method, params] of tries) {
      const { api, ...rest } = await stranger.call(method, { doc_id, ...params })
      const unknown = await stranger.call(method, { doc_id: '999999', ...params })
      expect([method, api.code, api.message, rest]).toEqual([method, '1', 'Document not found', {}])
      expect({ ...api, at: 0 }).toEqual({ ...unknown.api, at: 0 })
    }
    const { doc } = await at(viewers, 'owner').call('doc.get', { doc_id, extra: 'tags' })
    expect([doc.title, doc.tags.tag.length]).toEqual(['', 1])
  })

  test('the original is for those who may copy it', async () => {
    const { doc_id } = at(documents, 'public')
    const [owner, stranger] = [at(viewers, 'owner'), at(viewers, 'stranger')]
    const original = async (by: Client) => {
      const listed = (await by.call('doc.getList', { user_id: owner.user?.id ?? '', extra: 'original' })).docs.doc[0]
      const { doc } = await by.call('doc.get', { doc_id })
      return [doc.original !== undefined, doc.can.download, listed.original !== undefined]
    }
    expect(await original(owner)).toEqual([true, '1', true])
    expect(await original(stranger)).toEqual([false, '0', false])
    await owner.call('doc.set', { doc_id, license: '1' })
    expect(await original(stranger)).toEqual([true, '1', true])
    await owner.call('doc.set', { doc_id, license: '0' })
  })

  test('addresses die when fewer people may see a document, and only then', async () => {
    const owner = at(viewers, 'owner')
    const { doc_id } = at(documents, 'friends')
    const urls = async () => {
      const { doc } = await owner.call('doc.get', { doc_id })
      return [doc.original.url, ...doc.thumbs.thumb.map((thumb: Answer) => thumb.url)] as string[]
    }
    const steps: [Record<string, string>, boolean][] = [
      [{ title: 'a title' }, false],
      [{ is_family: '1' }, false],
      [{ share: '4' }, false],
      [{ share: '4', license: '1' }, false],
      [{ share: '3' }, true],
      [{ is_family: '0' }, true],
      [{ share: '1' }, true],
      [{ is_public: '1' }, false],
      [{ is_public: '0' }, true],
    ]
    for (const [change, narrows] of steps) {
      const before = await urls()
      await owner.call('doc.set', { doc_id, ...change })
      const after = await urls()
      const kept = before.filter((url) => after.includes(url))
      expect([change, kept.length]).toEqual([change, narrows ? 0 : before.length])
      expect(await Promise.all(before.map(fileOf))).toEqual(before.map(() => (narrows ? 404 : 200)))
      expect(await Promise.all(after.map(fileOf))).toEqual(after.map(() => 200))
    }
  })

  test('the files of a suspended member are gone, and come back', async () => {
    const { server } = bed()
    const owner = at(viewers, 'owner')
    const { url } = at(documents, 'public').thumbs.thumb[0]
    const user_id = owner.user?.id ?? ''
    await server.services.users.setState(user_id, 'suspended', 'cli:test')
    // On PostgreSQL what another process has changed is seen a little later.
    await until(async () => (await fileOf(url)) === 404)
    expect(await viewers['anonymous']?.code('doc.getList', { user_id })).toBe(1)
    expect((await viewers['anonymous']?.call('user.get', { user_id }))?.user.is_closed).toBe('1')
    await server.services.users.setState(user_id, 'active', 'cli:test')
    await until(async () => (await fileOf(url)) === 200)
  })
})
