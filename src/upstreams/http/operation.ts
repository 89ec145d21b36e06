import type { MethodRoute } from '../../core/method-route.js'
import type { MethodLimits, Requirements } from '../../core/method-spec.js'
import type { JsonSchema } from '../../core/schema/json-schema.js'
import type { BreakerSettings, RetrySettings } from '../client/upstream-client.js'
import type { Template } from './template.js'

/** The verbs that operations can have. */
export type HttpVerb = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/**
 * An operation of a service that speaks HTTP. A hand-written method and an operation of an OpenAPI document are two ways to
 * write one; `compile-operation.ts` makes a MethodSpec of it.
 */
export interface HttpOperation {
  /** The method's name without that of the service, such as `get` or `partners.find`. */
  readonly name: string
  readonly summary: string
  readonly notes: readonly string[]
  readonly deprecated: boolean
  readonly verb: HttpVerb
  /** Whether it may change something, and so must be a POST in the old protocols. */
  readonly writes: boolean
  /** The parameters that callers give: the schema of an object, without files. `$ref` refers to the service's document. */
  readonly params: JsonSchema
  /** The parameters that are files. */
  readonly files: readonly FileParam[]
  /** The request, in terms of the parameters. */
  readonly request: RequestTemplate
  readonly result: ResultTemplate
  /** The places of parameters at the operation's own address, where they are not those of {@link MethodRoute}'s defaults. */
  readonly route?: Pick<MethodRoute, 'params' | 'body'> | undefined
  /** The method's own faults, in the order of their codes. */
  readonly faults: readonly DeclaredFault[]
  readonly needs: Requirements
  readonly limits: MethodLimits
  readonly retry: RetrySettings
  /** A breaker of its own; that of the service where it is undefined. */
  readonly breaker: BreakerSettings | undefined
  readonly cache: CacheSettings | undefined
  /** Whether an answer that lacks a required member is refused with 502. */
  readonly strict: boolean
  /** Whether `doctor` calls it to try the service: a read without required parameters. */
  readonly probe: boolean
  /** Its position in the file or the document, for messages. */
  readonly place: string
}

/** A parameter that is a file. */
export interface FileParam {
  readonly name: string
  readonly required: boolean
  readonly description?: string | undefined
}

/** Where the parameters go. */
export interface RequestTemplate {
  /** The path below the service's address: texts as they are sent, and parameters that become a part of one segment each. */
  readonly path: readonly PathPart[]
  readonly query: readonly QueryField[]
  /** Names in lower case. */
  readonly headers: readonly HeaderField[]
  readonly cookies: readonly HeaderField[]
  readonly body: BodyTemplate | undefined
}

/** A piece of a path. */
export type PathPart = string | { readonly param: string; readonly explode?: boolean }

/** The styles of OpenAPI 3 for lists and objects in a query. */
export type QueryStyle = 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'

/** A field of the query, which is left out where its value is absent. */
export interface QueryField {
  readonly name: string
  readonly value: Template
  readonly style: QueryStyle
  /** Whether each item of a list, or member of an object, is a pair of its own. */
  readonly explode: boolean
  /** Whether reserved characters stay as they are (OpenAPI's allowReserved). */
  readonly allowReserved: boolean
}

/** A header or cookie, which is left out where its value is absent. */
export interface HeaderField {
  readonly name: string
  readonly value: Template
  readonly explode: boolean
}

/** The encodings of bodies. */
export type BodyEncoding = 'json' | 'form' | 'multipart' | 'text' | 'xml' | 'binary'

/** A body, which is left out where its value is absent. */
export interface BodyTemplate {
  readonly encoding: BodyEncoding
  /** The media type to send, where it is not the encoding's usual one, such as `application/merge-patch+json`. */
  readonly contentType: string | undefined
  readonly value: Template
  /** The schema of the value, for the encodings of parts and the names of XML elements. */
  readonly schema: JsonSchema | undefined
  /** The encoding of single parts of a form or multipart body by name. */
  readonly parts?: ReadonlyMap<string, BodyPart> | undefined
  readonly required: boolean
}

/** A part of a form or multipart body. */
export interface BodyPart {
  readonly contentType?: string | undefined
  readonly style?: QueryStyle | undefined
  readonly explode?: boolean | undefined
}

/** The answers that count as success. */
export interface ResultTemplate {
  /** The schema of the result; undefined where there is none, and the result is empty. */
  readonly schema: JsonSchema | undefined
  /** The kind of content; `binary` gives a file. */
  readonly content: 'json' | 'xml' | 'text' | 'binary' | 'none'
  /** The member of the answer that is the result; undefined for the whole. */
  readonly member: string | undefined
}

/** A fault that the service declares: a status that becomes a fault of the method's own. */
export interface DeclaredFault {
  /** `404`, or a range such as `4XX`. */
  readonly status: string
  /** 1 to 97. */
  readonly code: number
  readonly title: string
  /** Whether the service's own text becomes the detail. */
  readonly detail: boolean
}

/** Caching of answers. */
export interface CacheSettings {
  /** Milliseconds. */
  readonly for: number
  /** Whether callers share entries. */
  readonly per: 'caller' | 'everyone'
}
