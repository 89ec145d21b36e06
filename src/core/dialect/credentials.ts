import type { Credential, CredentialSource } from '../auth/credential.js'
import type { Pair } from '../pair.js'

/** How clients of a dialect send credentials. */
export interface Credentials {
  /** Parameters that never reach a method, in the order in which descriptions list them. */
  readonly reserved: ReadonlySet<string>
  /** The value of WWW-Authenticate beside a fault of REST with the status 401; undefined where there is none. */
  readonly challenge: string | undefined
  /**
   * Reads who a request says it is.
   *
   * @throws ApiError 123 where it says so in two ways
   */
  read(pairs: readonly Pair[], source: CredentialSource): Credential
}
