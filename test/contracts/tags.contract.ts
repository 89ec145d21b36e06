import type { NewTag } from '../../src/documents/ports/tags.js'
import { type DocumentSubject, someDocument } from './document-subject.js'
import { someUser } from './subject.js'

const word = (text: string): NewTag => ({ type: 'keyword', text })

/** The contract of every Tags. */
export function tagsContract(subject: () => DocumentSubject): void {
  const set = async () => {
    const owner = await someUser(subject())
    const { id } = await someDocument(subject(), owner.id)
    const write = (tags: readonly NewTag[], limit = 100) => ({ documentId: id, tags, userId: owner.id, limit, now: 77 })
    return { owner, id, write, tags: subject().tags }
  }
  const texts = (tags: readonly { readonly text: string }[] = []) => tags.map(({ text }) => text)

  test('adds tags in order, each once without regard to case, in the first spelling', async () => {
    const { owner, id, write, tags } = await set()
    const member: NewTag = { type: 'member', userId: owner.id }
    const outcome = await tags.add(
      write([word('Sea'), word('sEA'), { type: 'machine', text: 'a:b=C' }, member, word('É')]),
    )
    expect(outcome?.tags).toEqual([
      { type: 'keyword', id: expect.any(String), text: 'Sea', userId: owner.id, addedAt: 77 },
      { type: 'machine', id: expect.any(String), text: 'a:b=C', userId: owner.id, addedAt: 77 },
      { type: 'member', id: owner.id, text: owner.username, userId: owner.id, addedAt: 77 },
      { type: 'keyword', id: expect.any(String), text: 'É', userId: owner.id, addedAt: 77 },
    ])
    expect(outcome?.added).toEqual(outcome?.tags)
    expect(await tags.of(id)).toEqual(outcome?.tags)
    const again = await tags.add(write([word('SEA'), word('e\u0301'), word('new')]))
    expect(texts(again?.added)).toEqual(['new'])
    expect(texts(again?.tags)).toEqual(['Sea', 'a:b=C', owner.username, 'É', 'new'])
  })

  test('a word has one id on all documents', async () => {
    const one = await set()
    const two = await set()
    const [a] = (await one.tags.add(one.write([word('Same')])))?.tags ?? []
    const [b] = (await two.tags.add(two.write([word('sAME')])))?.tags ?? []
    expect([a?.text, b?.text]).toEqual(['Same', 'sAME'])
    expect(a?.id).toBe(b?.id)
  })

  test('stores nothing where the limit would be exceeded', async () => {
    const { id, write, tags } = await set()
    const { documents } = subject()
    await tags.add(write([word('a'), word('b')], 3))
    const before = await documents.find(id)
    expect(await tags.add({ ...write([word('c'), word('d')], 3), now: 99 })).toBeUndefined()
    expect(await documents.find(id)).toEqual(before)
    expect(texts(await tags.of(id))).toEqual(['a', 'b'])
    expect(texts((await tags.add(write([word('A'), word('c')], 3)))?.added)).toEqual(['c'])
  })

  test('never exceeds the limit when many add concurrently', async () => {
    const { id, write, tags } = await set()
    const all = Array.from({ length: 12 }, (_, i) => tags.add(write([word(`w${i}`), word(`v${i}`)], 10)))
    expect((await Promise.all(all)).filter((outcome) => outcome !== undefined)).toHaveLength(5)
    expect(await tags.of(id)).toHaveLength(10)
  })

  test('many documents may get the same new words concurrently', async () => {
    const sets: Awaited<ReturnType<typeof set>>[] = []
    for (let i = 0; i < 8; i++) sets.push(await set())
    const words = Array.from({ length: 20 }, (_, i) => word(`shared${i}`))
    await Promise.all(sets.map(({ tags, write }, i) => tags.add(write(i % 2 === 0 ? words : words.toReversed()))))
    for (const { tags, id } of sets) expect(await tags.of(id)).toHaveLength(20)
  })

  test('replaces the tags of some types and keeps what is in both', async () => {
    const { owner, write, tags } = await set()
    const before = await tags.add(write([word('keep'), word('drop'), { type: 'member', userId: owner.id }]))
    const outcome = await tags.replace(['keyword', 'machine'], { ...write([word('new'), word('KEEP')], 3), now: 99 })
    expect(texts(outcome?.tags)).toEqual(['keep', owner.username, 'new'])
    expect(outcome?.tags[0]).toEqual(before?.tags[0])
    expect(texts(outcome?.added)).toEqual(['new'])
    const cleared = await tags.replace(['member'], write([]))
    expect(texts(cleared?.tags)).toEqual(['keep', 'new'])
  })

  test('removes one tag, of its type only', async () => {
    const { id, write, tags } = await set()
    const { documents } = subject()
    const [tag] = (await tags.add(write([word('off'), word('on')])))?.tags ?? []
    expect(await tags.remove(id, ['member'], tag?.id ?? '', 5)).toBe(false)
    expect(await tags.remove(id, ['keyword', 'machine'], tag?.id ?? '', 123)).toBe(true)
    expect(await tags.remove(id, ['keyword', 'machine'], tag?.id ?? '', 124)).toBe(false)
    expect(texts(await tags.of(id))).toEqual(['on'])
    expect(await documents.find(id)).toMatchObject({ updatedAt: 123, tags: 1 })
  })
}
