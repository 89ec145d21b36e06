import type { Caller } from '../../core/call.js'
import type { User } from '../../core/ports/user-store.js'
import type { DocumentServices } from '../services.js'

/**
 * Finds a member by id or alias; the caller without either.
 *
 * @returns undefined for an unknown member, and for a closed account
 */
export async function findMember(
  users: DocumentServices['users'],
  idOrAlias: string | undefined,
  caller: Caller,
): Promise<User | undefined> {
  const wanted = idOrAlias ?? caller.user?.id
  if (wanted === undefined) return undefined
  const byId = /^[0-9]{1,19}$/.test(wanted) ? await users.find(wanted) : undefined
  const user = byId ?? (await users.findByAlias(wanted))
  return user?.state === 'closed' ? undefined : user
}
