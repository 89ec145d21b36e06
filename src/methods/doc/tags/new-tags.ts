import type { ListOwner } from '../../../core/ports/block-list.js'
import type { NewTag } from '../../../documents/ports/tags.js'
import type { DocumentServices } from '../../services.js'

type Users = DocumentServices['users']

/** The form of machine tags: a namespace, a key and a value. */
const machineForm = /^[A-Za-z][A-Za-z0-9_]*:[A-Za-z][A-Za-z0-9_]*=/

/** Builds tags of keywords; those of the form `ns:key=value` are machine tags. */
export function keywordTags(words: readonly string[]): NewTag[] {
  return words.map((text) => ({ type: machineForm.test(text) ? 'machine' : 'keyword', text }))
}

/** Builds tags of members, given by id or alias; all but active members are left out. */
export async function memberTags(users: Users, members: readonly string[]): Promise<NewTag[]> {
  return (await activeMembers(users, members)).map((userId) => ({ type: 'member', userId }))
}

/** The members to be tagged, as the owners that the call affects. */
export async function taggedMembers(users: Users, members: readonly string[]): Promise<ListOwner[]> {
  return (await activeMembers(users, members)).map((id) => ({ kind: 'member', id }))
}

async function activeMembers(users: Users, members: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const member of members) {
    const byId = /^[0-9]{1,19}$/.test(member) ? await users.find(member) : undefined
    const user = byId ?? (await users.findByAlias(member))
    if (user?.state === 'active') ids.push(user.id)
  }
  return ids
}
