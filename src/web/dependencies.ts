import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import type { PermissionKinds } from '../core/permission-kinds.js'
import type { FileSource } from '../core/ports/file-source.js'
import type { Maintenance } from '../core/ports/maintenance.js'
import type { UserStore } from '../core/ports/user-store.js'
import type { Accounts } from '../identity/accounts/accounts.js'
import type { BlockLists } from '../identity/accounts/block-lists.js'
import type { Consents } from '../identity/grants/consents.js'
import type { Logins } from '../identity/grants/logins.js'
import type { OAuthFlow } from '../identity/oauth1/flow.js'
import type { WriteFault } from '../transports/shared/write-fault.js'

/** What the pages are made of. */
export interface PageDependencies {
  readonly accounts: Accounts
  readonly blockLists: BlockLists
  readonly logins: Logins
  readonly oauthFlow: OAuthFlow
  readonly consents: Consents
  readonly kinds: PermissionKinds
  readonly users: Pick<UserStore, 'find'>
  /** The documents that are served under their addresses; undefined where there are none. */
  readonly files: FileSource | undefined
  /** How applications may send users here to ask for permissions. */
  readonly consent: { readonly byLink: boolean; readonly byOAuth: boolean }
  readonly maintenance: Pick<Maintenance, 'isOn'>
  readonly settings: PageSettings
  readonly logger: Logger
  /** Writes faults for programs that hold an address of pages for one of the API. */
  readonly writeFault: WriteFault
  /** The other end of a request: its address after trusted proxies, whether it came over TLS, and the host it asked for. */
  clientOf(req: IncomingMessage): {
    readonly address: string
    readonly secure: boolean
    readonly host: string | undefined
  }
}

/** What operators decide about the pages. */
export interface PageSettings {
  /** Whether anybody may open an account (the setting SIGNUP). */
  readonly signUpOpen: boolean
  /** The address that browsers use, where it is set (PUBLIC_URL). */
  readonly publicUrl: URL | undefined
}
