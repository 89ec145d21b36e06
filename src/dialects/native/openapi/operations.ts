import type { MethodDescription, Requirements } from '../../../core/method-spec.js'
import { bodyOf, jsonParameter, parametersOf } from './inputs.js'
import { responsesOf } from './responses.js'
import type { Schema, SchemaWriter } from './schemas.js'

/** An operation of the document. */
export interface Operation {
  readonly path: string
  /** In lower case. */
  readonly verb: string
  readonly operation: Schema
}

/** The security schemes that name a user, and all of them. */
const authorised = [{ bearer: [] }, { oauth1: [] }]
const identified = [{ key: [] }, { keyParameter: [] }, ...authorised]

function securityOf({ key, token, signature, permission }: Requirements): readonly Schema[] {
  if (token === true || signature === true) return authorised
  if (key !== false) return identified
  return permission === undefined ? [] : [{}, ...identified]
}

/** The operation of a method at the address that names it: a read by GET, with its parameters in the query, else a POST. */
export function namedOperation(method: MethodDescription, schemas: SchemaWriter): Operation {
  const { needs, params, files } = method
  const isRead = needs.post !== true && files.length === 0
  const input = isRead
    ? parametersOf(params.specs.map((spec) => jsonParameter(spec, schemas)))
    : bodyOf(
        params.specs.map((spec) => [spec.name, spec]),
        files,
        schemas,
      )
  return {
    path: `/rpc/${method.name}`,
    verb: isRead ? 'get' : 'post',
    operation: {
      ...describe(method, method.route === undefined ? method.name : `${method.name}.rpc`),
      ...input,
      responses: responsesOf(method, '200', schemas),
    },
  }
}

/** The facts of a method that do not depend on its address. */
export function describe(
  { summary, notes, service, deprecated, needs }: MethodDescription,
  operationId: string,
): Schema {
  const levels = Object.entries(needs.permission ?? {}).map(([kind, level]) => `${kind}: ${level}`)
  const permission = levels.length === 0 ? [] : [`Permission of the token: ${levels.join(', ')}`]
  const description = [...notes, ...permission].join('\n\n')
  return {
    operationId,
    summary,
    ...(description !== '' && { description }),
    tags: [service],
    ...(deprecated === true && { deprecated: true }),
    security: securityOf(needs),
  }
}
