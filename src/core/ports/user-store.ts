import type { Actor } from './audit-log.js'

/** What an account may do: `suspended` and `closed` ones are refused with 108. */
export type AccountState = 'active' | 'suspended' | 'closed'

/** A member. */
export interface User {
  /** A decimal number as text. */
  readonly id: string
  /** The name for logging in, unique without regard to case. */
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

/** A user together with the hash of the password. */
export interface UserWithPassword extends User {
  readonly passwordHash: string
}

/** What is given to open an account. */
export interface NewUser {
  readonly username: string
  readonly realname: string
  readonly lg: string
  /** An argon2id hash in its standard text form. */
  readonly passwordHash: string
}

/** Keeps members, and notes who changed what. */
export interface UserStore {
  /** Opens an account; undefined where the name is taken. Without `by` the new member does so. */
  create(user: NewUser, by?: Actor): Promise<User | undefined>
  find(id: string): Promise<User | undefined>
  /** By the name for logging in, without regard to case. */
  findByUsername(username: string): Promise<UserWithPassword | undefined>
  findByAlias(alias: string): Promise<User | undefined>
  list(): Promise<readonly User[]>
  /** Both give false where there is no such user. */
  setPassword(id: string, passwordHash: string, by: Actor): Promise<boolean>
  setState(id: string, state: AccountState, by: Actor): Promise<boolean>
}
