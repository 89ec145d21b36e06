import type { Actor } from './audit-log.js'

/** Whose things a call affects, and who may keep a block list: a member or a group. */
export interface ListOwner {
  readonly kind: 'member' | 'group'
  readonly id: string
}

/** A member on a block list. */
export interface BlockedMember {
  readonly id: string
  readonly username: string
  readonly realname: string
  /** Unix seconds. */
  readonly since: number
}

/** Keeps block lists: whom members and groups keep from acting on what is theirs, and notes who changed a list. */
export interface BlockListStore {
  /** Whether any of these keeps the user away; as the database has it now, never from a cache. */
  blocksAny(owners: readonly ListOwner[], userId: string): Promise<boolean>
  /** By name. */
  list(owner: ListOwner): Promise<readonly BlockedMember[]>
  /** False where the user is on the list already. */
  add(owner: ListOwner, userId: string, by: Actor): Promise<boolean>
  /** False where the user is not on the list. */
  remove(owner: ListOwner, userId: string, by: Actor): Promise<boolean>
}
