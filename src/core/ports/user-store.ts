import type { Actor } from './audit-log.js'

/** The state of an account; calls of `suspended` and `closed` ones are refused with 108. */
export type AccountState = 'active' | 'suspended' | 'closed'

/** A member. */
export interface User {
  /** A decimal number as text. */
  readonly id: string
  /** The login name, unique without regard to case. */
  readonly username: string
  readonly realname: string
  /** The name in links; unique. */
  readonly alias: string
  /** Language code of two letters. */
  readonly lg: string
  readonly isPro: boolean
  readonly state: AccountState
  /** Unix seconds. */
  readonly createdAt: number
}

/** A user with the hash of the password. */
export interface UserWithPassword extends User {
  readonly passwordHash: string
}

/** An account to open. */
export interface NewUser {
  readonly username: string
  readonly realname: string
  readonly lg: string
  /** An argon2id hash in its standard text form. */
  readonly passwordHash: string
}

/** Stores members. Changes are recorded in the audit log. */
export interface UserStore {
  /** Opens an account; undefined where the name is taken. @param by the new member by default */
  create(user: NewUser, by?: Actor): Promise<User | undefined>
  find(id: string): Promise<User | undefined>
  /** Finds a member by login name, without regard to case. */
  findByUsername(username: string): Promise<UserWithPassword | undefined>
  findByAlias(alias: string): Promise<User | undefined>
  list(): Promise<readonly User[]>
  /** Sets the password; false for an unknown user, like `setState`. */
  setPassword(id: string, passwordHash: string, by: Actor): Promise<boolean>
  setState(id: string, state: AccountState, by: Actor): Promise<boolean>
}
