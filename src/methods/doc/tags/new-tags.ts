import type { NewTag } from '../../ports/tags.js'
import type { DocumentServices } from '../../services.js'

/** Tags for machines: a namespace, a key and a value. */
const machineForm = /^[A-Za-z][A-Za-z0-9_]*:[A-Za-z][A-Za-z0-9_]*=/

/** Makes tags of words; those that look like `ns:key=value` are for machines. */
export function keywordTags(words: readonly string[]): NewTag[] {
  return words.map((text) => ({ type: machineForm.test(text) ? 'machine' : 'keyword', text }))
}

/** Makes tags of members, given by id or alias; whoever is no active member is left out. */
export async function memberTags(users: DocumentServices['users'], members: readonly string[]): Promise<NewTag[]> {
  const tags: NewTag[] = []
  for (const member of members) {
    const byId = /^[0-9]{1,19}$/.test(member) ? await users.find(member) : undefined
    const user = byId ?? (await users.findByAlias(member))
    if (user?.state === 'active') tags.push({ type: 'member', userId: user.id })
  }
  return tags
}
