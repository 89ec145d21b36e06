import type { ListOwner } from '../../../core/ports/block-list.js'
import type { NewTag } from '../../../documents/ports/tags.js'
import type { DocumentServices } from '../../services.js'

type Users = DocumentServices['users']

/** Tags for machines: a namespace, a key and a value. */
const machineForm = /^[A-Za-z][A-Za-z0-9_]*:[A-Za-z][A-Za-z0-9_]*=/

/** Makes tags of words; those that look like `ns:key=value` are for machines. */
export function keywordTags(words: readonly string[]): NewTag[] {
  return words.map((text) => ({ type: machineForm.test(text) ? 'machine' : 'keyword', text }))
}

/** Makes tags of members, given by id or alias; whoever is no active member is left out. */
export async function memberTags(users: Users, members: readonly string[]): Promise<NewTag[]> {
  return (await activeMembers(users, members)).map((userId) => ({ type: 'member', userId }))
}

/** The members whom tags would name, as the owners whom a call affects. */
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
