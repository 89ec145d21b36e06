import type { Permissions } from './permissions.js'

/** An uploaded file of a call, stored on disk until the call ends. */
export interface UploadedFile {
  /** The path of the file. It is deleted when the call ends, unless it was moved away. */
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

/** The authenticated caller, as handlers see it. */
export interface Caller {
  /** The application, unless the method answers without a key. */
  readonly application: CallingApplication | undefined
  /** The user; undefined for a call without a token. */
  readonly user: CallingUser | undefined
  /** The permissions of the token, a level for every kind; all `none` without a user. */
  readonly permissions: Permissions
  /** The token as the call carried it, for `auth.checkToken`. */
  readonly token: string | undefined
}
