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

/** The dependencies of the pages. */
export interface PageDependencies {
  readonly accounts: Accounts
  readonly blockLists: BlockLists
  readonly logins: Logins
  readonly oauthFlow: OAuthFlow
  readonly consents: Consents
  readonly kinds: PermissionKinds
  readonly users: Pick<UserStore, 'find'>
  /** The files that are served under `/file/`; undefined if there is no library. */
  readonly files: FileSource | undefined
  /** The kinds of links by which applications may request consent. */
  readonly consent: { readonly byLink: boolean; readonly byOAuth: boolean }
  readonly maintenance: Pick<Maintenance, 'isOn'>
  readonly settings: PageSettings
  readonly logger: Logger
  /** Writes faults, for API clients that request the address of a page. */
  readonly writeFault: WriteFault
  /** The client of a request: its address behind trusted proxies, whether it uses TLS, and the host it requested. */
  clientOf(req: IncomingMessage): {
    readonly address: string
    readonly secure: boolean
    readonly host: string | undefined
  }
}

/** The settings that pages use. */
export interface PageSettings {
  /** Whether visitors may open an account (the setting SIGNUP). */
  readonly signUpOpen: boolean
  /** The setting PUBLIC_URL. */
  readonly publicUrl: URL | undefined
  /** The path under which browsers see the pages, without a slash at its end; empty where that is the root. */
  readonly basePath: string
}
