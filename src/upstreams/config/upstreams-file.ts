import type { Requirements } from '../../core/method-spec.js'
import type { PermissionKind } from '../../core/permission-kinds.js'
import type { RetrySettings } from '../client/upstream-client.js'
import type { HttpService, ServiceTarget } from '../service.js'
import type { MethodOverride } from './method-override.js'

/** The contents of the file of services, or of a folder of such files. */
export interface UpstreamsFile {
  /** In the order of the file. */
  readonly services: readonly ConfiguredService[]
  /** The kinds of permissions that it declares, beside those of `babelgate.yaml`. */
  readonly permissions: readonly PermissionKind[]
  /** One line each, with its place: secrets that the file spells out. */
  readonly warnings: readonly string[]
  /** All secrets, for masking in messages. */
  readonly secrets: readonly string[]
  /** The files that were read, those of secrets included, as paths. */
  readonly files: readonly string[]
}

/** A service of the file: its methods are written there, or described by an OpenAPI document. */
export type ConfiguredService = WrittenService | DescribedService

/** A service whose methods are written in the file. */
export interface WrittenService extends HttpService {
  readonly kind: 'written'
  /** `FILE:LINE:COLUMN`, for messages. */
  readonly place: string
}

/** A service whose operations an OpenAPI document describes. */
export interface DescribedService {
  readonly kind: 'openapi'
  /** `FILE:LINE:COLUMN`, for messages. */
  readonly place: string
  /** Without addresses (`urls`) where the file names none: those of the description count then. */
  readonly target: ServiceTarget
  readonly access: HttpService['access']
  /** Undefined where the file has none: that of the description counts then. */
  readonly title: string | undefined
  readonly secrets: readonly string[]
  readonly description: Description
  /** Hosts, beside its own, that a fetched description may import from. */
  readonly importFrom: readonly string[]
  /** The names of the only operations to take; undefined for all. */
  readonly include: readonly PlacedName[] | undefined
  /** The names of operations to leave out. */
  readonly exclude: readonly PlacedName[]
  /** Names of operations with the names of their methods. */
  readonly rename: readonly (PlacedName & { readonly to: string })[]
  /** What an operation has where no override says otherwise; `idempotent` goes by its verb ({@link isIdempotent}). */
  readonly defaults: OperationDefaults
  readonly overrides: readonly MethodOverride[]
}

/** The position of a description. */
export type Description =
  | { readonly kind: 'file' /** Absolute. */; readonly path: string }
  /** Fetched by `babelgate upstream pull`; read from the lock that it wrote, which is in `lockFolder`. */
  | {
      readonly kind: 'address'
      readonly url: URL /** Absolute: `upstreams.lock` beside the file. */
      readonly lockFolder: string
    }

/** A name in the file: an operationId, `GET /path`, or the name of a method without that of its service. */
export interface PlacedName {
  readonly name: string
  /** `FILE:LINE:COLUMN`, for messages. */
  readonly place: string
}

/** Settings of imported operations. */
export interface OperationDefaults extends Pick<RetrySettings, 'timeout' | 'retries'> {
  readonly needs: Requirements
}
