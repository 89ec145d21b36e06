import type { SignatureMethod } from '../auth/oauth1/signature-methods.js'
import type { Limit } from '../limits/limit.js'
import type { MaybePromise } from '../maybe-promise.js'
import type { Actor } from './audit-log.js'

/** What applications are asked to do beyond the defaults, all changeable by `app set`. */
export interface ApplicationPolicy {
  /** Every call must be signed, also those whose method does not ask for it. */
  readonly signAll: boolean
  /** The old MD5 signatures are accepted. */
  readonly legacySignatures: boolean
  /** What happens to a signed call whose signature also holds for another reading of its parameters. */
  readonly ambiguousSignatures: 'accept' | 'refuse'
  /** Its own limits in place of those for every application; undefined for the latter. */
  readonly limits: readonly Limit[] | undefined
  /** CIDR blocks that calls may come from; none means any. */
  readonly addresses: readonly string[]
  /** How OAuth requests of the application may be signed. */
  readonly oauthMethods: readonly SignatureMethod[]
  /** The public key behind RSA-SHA1, as PEM. */
  readonly rsaPublicKey: string | undefined
  /** Whether the exchange of a request token needs the verifier; consumers of OAuth 1.0 know none. */
  readonly verifier: 'required' | 'optional'
  /** Whether a body outside the signature must come with `oauth_body_hash`; `auto`: over plain http, except from loopback. */
  readonly bodyHash: 'required' | 'optional' | 'auto'
}

/** The policy of an application that nobody has set up differently. */
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
}

/** The words that users see on the page that asks them for permission. */
export interface ApplicationText {
  readonly subtitle: string
  readonly description: string
}

/** How users come back from the page that asks them: to a registered address, or to the program that waits. */
export type ApplicationType = 'web' | 'desktop'

/** An application: who calls. */
export interface Application extends ApplicationPolicy {
  readonly id: number
  /** 32 hex digits, public. */
  readonly key: string
  /** The secret behind signatures, readable because the old schemes need it; encrypted at rest. */
  readonly secret: string
  readonly name: string
  readonly type: ApplicationType
  /** Where a web application's users are sent back to. */
  readonly callback: string | undefined
  readonly website: string | undefined
  /** The user who registered it. */
  readonly ownerId: string
  readonly disabled: boolean
  /** Texts by language code; '' holds the texts for every other language. */
  readonly texts: Readonly<Record<string, ApplicationText>>
  /** Unix seconds. */
  readonly createdAt: number
}

/** What is given to register an application; the store chooses key, secret and id. */
export interface NewApplication {
  readonly name: string
  readonly type: ApplicationType
  readonly callback?: string | undefined
  readonly website?: string | undefined
  readonly ownerId: string
  readonly text?: ApplicationText
}

/** What can be changed later; members that are absent stay as they are. */
export type ApplicationChange = Partial<
  ApplicationPolicy &
    Pick<Application, 'name' | 'callback' | 'website' | 'disabled'> & {
      /** A text for one language code. */
      readonly text: { readonly lg: string } & ApplicationText
    }
>

/** Keeps applications, and notes who changed what. */
export interface AppStore {
  create(app: NewApplication, by: Actor): Promise<Application>
  /** Looks an application up by its key; on the hot path, so the answer may come from a cache. */
  find(key: string): MaybePromise<Application | undefined>
  /** By its number, where a token names it; may come from a cache as well. */
  findById(id: number): MaybePromise<Application | undefined>
  list(owner?: string): Promise<readonly Application[]>
  /** Changes an application; gives undefined where no application has the key. */
  change(key: string, change: ApplicationChange, by: Actor): Promise<Application | undefined>
  /** Replaces the secret; the old one stops working at once. */
  rotateSecret(key: string, by: Actor): Promise<Application | undefined>
  /**
   * Deletes an application with its texts, consents, tokens, frobs and request tokens; it cannot be undone.
   *
   * @returns how many tokens ended; undefined where no application has the key
   */
  delete(key: string, by: Actor): Promise<number | undefined>
}
