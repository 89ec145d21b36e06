import type { Actor } from './audit-log.js'

/** An owner of things that calls affect, and of a block list: a member or a group. */
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

/** Stores block lists: the members who may not act on the objects of an owner. Changes are recorded in the audit log. */
export interface BlockListStore {
  /** Whether any of these owners blocks the user; read from the database, never from a cache. */
  blocksAny(owners: readonly ListOwner[], userId: string): Promise<boolean>
  /** The blocked members, by name. */
  list(owner: ListOwner): Promise<readonly BlockedMember[]>
  /** Adds a member; false if on the list already. */
  add(owner: ListOwner, userId: string, by: Actor): Promise<boolean>
  /** Removes a member; false if not on the list. */
  remove(owner: ListOwner, userId: string, by: Actor): Promise<boolean>
}
