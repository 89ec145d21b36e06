import type { Permissions } from './permissions.js'

/** A file that came with a call and waits on disk. */
export interface UploadedFile {
  /** Where it lies. Whoever moves it away keeps it; the rest is removed when the call ends. */
  readonly path: string
  /** Size in bytes. */
  readonly bytes: number
  /** The name that the client gave, unverified; may be empty. */
  readonly filename: string
}

/** The user that a call acts for. */
export interface CallingUser {
  readonly id: string
  readonly username: string
}

/** The application that a call comes from, as handlers see it: its identity, never its secret. */
export interface CallingApplication {
  readonly id: number
  /** 32 hex digits, public. */
  readonly key: string
  readonly name: string
  /** The user who registered it. */
  readonly ownerId: string
}

/** Who calls, as handlers see it. */
export interface Caller {
  /** The application, unless the method answers without a key. */
  readonly application: CallingApplication | undefined
  /** The user, where the call carries a token that counts. */
  readonly user: CallingUser | undefined
  /** What the token holds, a level for every kind; everything `none` without a user. */
  readonly permissions: Permissions
  /** The token as the call carried it, for `auth.checkToken`. */
  readonly token: string | undefined
}
