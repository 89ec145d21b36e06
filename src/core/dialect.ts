import type { Credentials } from './dialect/credentials.js'
import type { Documentation } from './dialect/documentation.js'
import type { Envelopes } from './dialect/envelopes.js'
import type { DialectFaults } from './dialect/faults.js'
import type { PermissionFields } from './dialect/permission-fields.js'
import type { Route } from './dialect/routes.js'
import type { Signing } from './dialect/signing.js'
import type { FaultStatus } from './dialect/status.js'
import type { MethodDescription } from './method-spec.js'

/** A dialect: what a family of clients expects beyond the protocol. It is a table and decides nothing. */
export interface Dialect {
  readonly name: string
  /** Its addresses. The first one of a transport is the one that descriptions name. */
  readonly routes: readonly Route[]
  /** Whether methods with a route are served there too, over REST: `/{source}` and the path of the route. */
  readonly servesRoutes: boolean
  readonly faults: DialectFaults
  readonly credentials: Credentials
  /** The grammar of credentials, so that none can absorb the text of a neighbouring parameter in a signed text. */
  readonly grammar: { readonly key: RegExp; readonly token: RegExp; readonly frob: RegExp }
  /** Signatures over parameters and login links; undefined where the dialect has none. */
  readonly signing: Signing | undefined
  readonly permissionFields: PermissionFields
  readonly envelopes: Envelopes
  readonly documentation: Documentation
  /** Compiles the OpenAPI document of methods, which is then written for the address of a server; undefined where there is none. */
  readonly openApi: ((methods: readonly MethodDescription[]) => (base: string) => string) | undefined
  readonly status: FaultStatus
  /** Legacy names of methods, each with the name that it stands for; a call is signed under the one that it uses. */
  readonly aliases: ReadonlyMap<string, string>
}
