import type { HttpOperation } from './http/operation.js'

/** A service of the file, as it is called. */
export interface ServiceTarget {
  /** The name: the first part of the names of its methods. */
  readonly name: string
  /** The addresses, without a slash at the end, tried in turn. The operator wrote them, so private ones are allowed. */
  readonly urls: readonly URL[]
  /** Hosts that are allowed although only a description names them, or although they are metadata or link-local addresses. */
  readonly allow: readonly string[]
  readonly auth: ServiceAuth | undefined
  /** Milliseconds. */
  readonly connectTimeout: number
  /** Connections to one host. */
  readonly connections: number
  /** Bytes of an answer after inflation. */
  readonly maxResponse: number
  readonly breaker: { readonly failures: number; readonly openFor: number }
  /** A certificate authority, PEM. */
  readonly ca: string | undefined
  /** A forward proxy. */
  readonly proxy: URL | undefined
  /** The header that carries the user's id, and beside it `X-Application` the name of the application. */
  readonly forwardUser: string | undefined
}

/** The credentials of the gateway towards a service, with the secrets themselves. */
export type ServiceAuth =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'header'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'query'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'client-cert'; readonly cert: string; readonly key: string }
  | {
      readonly kind: 'oauth1'
      readonly consumerKey: string
      readonly consumerSecret: string
      readonly token: string | undefined
      readonly tokenSecret: string | undefined
      readonly method: 'HMAC-SHA1' | 'HMAC-SHA256' | 'PLAINTEXT'
    }
  | {
      readonly kind: 'oauth2'
      readonly tokenUrl: URL
      readonly clientId: string
      readonly clientSecret: string
      readonly scope: string | undefined
    }

/** A service with its operations. */
export interface HttpService {
  readonly target: ServiceTarget
  /** Whether every application may call it, or only those that are allowed. */
  readonly access: 'everyone' | 'allowed'
  readonly title: string
  /** The document that `$ref`s of its schemas refer to. */
  readonly document: unknown
  readonly operations: readonly HttpOperation[]
  /** Secrets of the service, for masking in messages. */
  readonly secrets: readonly string[]
}
