import type { AllowedServices } from '../allowed-services.js'
import type { SignatureMethod } from '../auth/oauth1/signature-methods.js'
import type { Limit } from '../limits/limit.js'
import type { MaybePromise } from '../maybe-promise.js'
import type { Actor } from './audit-log.js'

/** The policy of an application; `app set` changes it. */
export interface ApplicationPolicy {
  /** Every call must be signed, even if its method does not require it. */
  readonly signAll: boolean
  /** MD5 signatures over parameters are accepted. */
  readonly legacySignatures: boolean
  /** Whether a call is accepted whose MD5 signature is ambiguous: valid for other parameters too. */
  readonly ambiguousSignatures: 'accept' | 'refuse'
  /** Limits of its own; undefined for the default ones. */
  readonly limits: readonly Limit[] | undefined
  /** CIDR blocks that calls may come from; an empty list allows any. */
  readonly addresses: readonly string[]
  /** The allowed OAuth signature methods. */
  readonly oauthMethods: readonly SignatureMethod[]
  /** The public key for RSA-SHA1, as PEM. */
  readonly rsaPublicKey: string | undefined
  /** Whether the exchange of a request token needs the verifier, which OAuth 1.0 does not have. */
  readonly verifier: 'required' | 'optional'
  /** Whether an unsigned body needs `oauth_body_hash`; `auto`: over plain http, except from loopback. */
  readonly bodyHash: 'required' | 'optional' | 'auto'
  /** The closed services that it may call. */
  readonly services: AllowedServices
}

/** The default policy. */
export const plainPolicy: ApplicationPolicy = {
  signAll: false,
  legacySignatures: true,
  ambiguousSignatures: 'accept',
  limits: undefined,
  addresses: [],
  oauthMethods: ['HMAC-SHA1', 'HMAC-SHA256'],
  rsaPublicKey: undefined,
  verifier: 'required',
  bodyHash: 'auto',
  services: [],
}

/** The texts of an application on the consent page. */
export interface ApplicationText {
  readonly subtitle: string
  readonly description: string
}

/** How users return from the consent page: to a registered address, or to the waiting program. */
export type ApplicationType = 'web' | 'desktop'

/** A registered application. */
export interface Application extends ApplicationPolicy {
  readonly id: number
  /** 32 hex digits, public. */
  readonly key: string
  /** The shared secret of signatures. Verifying needs it in clear, so it is encrypted at rest, not hashed. */
  readonly secret: string
  readonly name: string
  readonly type: ApplicationType
  /** The address to which users of a web application return. */
  readonly callback: string | undefined
  readonly website: string | undefined
  /** The user who registered it. */
  readonly ownerId: string
  readonly disabled: boolean
  /** Texts by language code; '' is the fallback. */
  readonly texts: Readonly<Record<string, ApplicationText>>
  /** Unix seconds. */
  readonly createdAt: number
}

/** An application to register; the store chooses key, secret and id. */
export interface NewApplication {
  readonly name: string
  readonly type: ApplicationType
  readonly callback?: string | undefined
  readonly website?: string | undefined
  readonly ownerId: string
  readonly text?: ApplicationText
  /** The closed services that it may call. Default none. */
  readonly services?: AllowedServices
}

/** A change of an application; absent members stay as they are. */
export type ApplicationChange = Partial<
  ApplicationPolicy &
    Pick<Application, 'name' | 'callback' | 'website' | 'disabled'> & {
      /** A text for one language code. */
      readonly text: { readonly lg: string } & ApplicationText
    }
>

/** Stores applications. Every change is recorded in the audit log. */
export interface AppStore {
  create(app: NewApplication, by: Actor): Promise<Application>
  /** Finds an application by its key. On the hot path: the answer may come from a cache. */
  find(key: string): MaybePromise<Application | undefined>
  /** Finds the application of a token; the answer may come from a cache. */
  findById(id: number): MaybePromise<Application | undefined>
  list(owner?: string): Promise<readonly Application[]>
  /** Changes an application; undefined for an unknown key. */
  change(key: string, change: ApplicationChange, by: Actor): Promise<Application | undefined>
  /** Replaces the secret; the old one stops working at once. */
  rotateSecret(key: string, by: Actor): Promise<Application | undefined>
  /**
   * Deletes an application with its texts, consents, tokens, frobs and request tokens, for good.
   *
   * @returns the number of tokens revoked; undefined for an unknown key
   */
  delete(key: string, by: Actor): Promise<number | undefined>
}
