import type { Actor } from '../../core/ports/audit-log.js'
import type { BlockListStore, ListOwner } from '../../core/ports/block-list.js'
import type { UserStore } from '../../core/ports/user-store.js'
import type { AccountChange } from './accounts.js'

/** The dependencies of the block list services. */
export interface BlockListDependencies {
  readonly users: Pick<UserStore, 'findByUsername'>
  readonly blockLists: BlockListStore
}

/** The block list services, for members and operators. */
export interface BlockLists extends Pick<BlockListStore, 'list' | 'remove'> {
  /** Adds a member to a list, by username; does nothing where the member is on it already. */
  add(owner: ListOwner, username: string, by: Actor): Promise<AccountChange>
}

/** Creates the block list services. */
export function createBlockLists({ users, blockLists }: BlockListDependencies): BlockLists {
  return {
    list: (owner) => blockLists.list(owner),
    remove: (owner, userId, by) => blockLists.remove(owner, userId, by),
    async add(owner, username, by) {
      const user = await users.findByUsername(username)
      if (user === undefined) return { ok: false, problem: 'There is no member of this name' }
      if (owner.kind === 'member' && owner.id === user.id) {
        return { ok: false, problem: 'Members cannot block themselves' }
      }
      await blockLists.add(owner, user.id, by)
      return { ok: true }
    },
  }
}
