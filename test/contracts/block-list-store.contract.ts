import type { ListOwner } from '../../src/core/ports/block-list.js'
import { type Subject, someUser } from './subject.js'

/** The contract of every BlockListStore. */
export function blockListStoreContract(subject: () => Subject): void {
  const member = (id: string): ListOwner => ({ kind: 'member', id })
  const group = (id: string): ListOwner => ({ kind: 'group', id })

  test('blocks users whom any of the owners lists, and no others', async () => {
    const { blockLists } = subject()
    const [owner, other, blocked] = [await someUser(subject()), await someUser(subject()), await someUser(subject())]
    expect(await blockLists.add(member(owner.id), blocked.id, 'cli:test')).toBe(true)
    expect(await blockLists.blocksAny([member(owner.id)], blocked.id)).toBe(true)
    expect(await blockLists.blocksAny([member(other.id), member(owner.id)], blocked.id)).toBe(true)
    expect(await blockLists.blocksAny([member(other.id)], blocked.id)).toBe(false)
    expect(await blockLists.blocksAny([member(owner.id)], other.id)).toBe(false)
    expect(await blockLists.blocksAny([member(blocked.id)], owner.id)).toBe(false)
    expect(await blockLists.blocksAny([], blocked.id)).toBe(false)
  })

  test('distinguishes members and groups of the same id', async () => {
    const { blockLists } = subject()
    const [owner, blocked] = [await someUser(subject()), await someUser(subject())]
    await blockLists.add(group(owner.id), blocked.id, 'cli:test')
    expect(await blockLists.blocksAny([member(owner.id)], blocked.id)).toBe(false)
    expect(await blockLists.blocksAny([group(owner.id)], blocked.id)).toBe(true)
    expect(await blockLists.blocksAny([member(owner.id), group(owner.id)], blocked.id)).toBe(true)
    expect(await blockLists.list(member(owner.id))).toEqual([])
    expect(await blockLists.list(group(owner.id))).toHaveLength(1)
  })

  test('lists by name, with the time of the entry', async () => {
    const { blockLists, clock } = subject()
    const [owner, first, second] = [await someUser(subject()), await someUser(subject()), await someUser(subject())]
    const since = Math.floor(clock.now() / 1000)
    await blockLists.add(member(owner.id), second.id, 'cli:test')
    clock.advance(60_000)
    await blockLists.add(member(owner.id), first.id, 'cli:test')
    const facts = ({ id, username, realname }: typeof first) => ({ id, username, realname })
    expect(await blockLists.list(member(owner.id))).toEqual([
      { ...facts(first), since: since + 60 },
      { ...facts(second), since },
    ])
  })

  test('lists a user once, and removes one', async () => {
    const { blockLists } = subject()
    const [owner, blocked] = [await someUser(subject()), await someUser(subject())]
    const adds = await Promise.all(
      Array.from({ length: 5 }, () => blockLists.add(member(owner.id), blocked.id, 'cli:test')),
    )
    expect(adds.filter((added) => added)).toHaveLength(1)
    expect(await blockLists.list(member(owner.id))).toHaveLength(1)
    expect(await blockLists.remove(member(owner.id), blocked.id, 'cli:test')).toBe(true)
    expect(await blockLists.remove(member(owner.id), blocked.id, 'cli:test')).toBe(false)
    expect(await blockLists.blocksAny([member(owner.id)], blocked.id)).toBe(false)
  })

  test('finds one among more owners than a statement has parameters', async () => {
    const { blockLists } = subject()
    const [owner, blocked] = [await someUser(subject()), await someUser(subject())]
    await blockLists.add(member(owner.id), blocked.id, 'cli:test')
    const strangers = Array.from({ length: 70_000 }, (_, index) => member(String(1_000_000 + index)))
    expect(await blockLists.blocksAny(strangers, blocked.id)).toBe(false)
    expect(await blockLists.blocksAny([...strangers, member(owner.id)], blocked.id)).toBe(true)
  })
}
