import { ApiError } from '../../../core/api-error.js'
import { type FaultName, faultTable } from '../../../core/errors.js'
import type { MethodDescription } from '../../../core/method-spec.js'
import { sampleOf } from '../../../core/schema/sample.js'
import type { NamedShape, Shape } from '../../../core/schema/shape.js'
import { typedJson } from '../../../transports/shared/formats/typed-json.js'
import { semanticStatus } from '../../../transports/shared/http-status.js'
import { meanings } from '../meanings.js'
import type { Schema, SchemaWriter } from './schemas.js'

/** A problem (RFC 9457) as faults are answered. */
export const problemSchema: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', description: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer', description: 'The HTTP status' },
    detail: { type: 'string', description: 'What to mend, where there is more to say' },
    code: { type: 'integer', description: 'A number of the error table, or 1 to 99 for a fault of the method' },
    name: { type: 'string', description: "The name of the fault; absent for the method's own" },
    request_id: { type: 'string', description: 'Names the call in the log of the gateway' },
    parameters: {
      type: 'array',
      description: 'The parameters that are wrong',
      items: {
        type: 'object',
        required: ['name', 'reason'],
        properties: { name: { type: 'string' }, reason: { type: 'string', enum: ['missing', 'invalid'] } },
      },
    },
  },
}

const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

/** The faults that native calls can have, by their status. */
const faultsByStatus: ReadonlyMap<number, readonly string[]> = Object.entries(meanings).reduce(
  (all, [name, meaning]) => {
    if (!isFaultName(name) || meaning === undefined) return all
    const status = semanticStatus(new ApiError(name))
    const { code, title } = faultTable[name]
    return all.set(status, [...(all.get(status) ?? []), `${code} ${title}: ${meaning}`])
  },
  new Map<number, readonly string[]>(),
)

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultTable, name)
}

const retryAfter = { description: 'Seconds to wait', schema: { type: 'integer' } }

/** The responses of faults that methods share, by name. */
export const sharedResponses: Readonly<Record<string, Schema>> = Object.fromEntries(
  Array.from(faultsByStatus, ([status, faults]) => {
    const headers = status === 429 || status === 503 ? { headers: { 'Retry-After': retryAfter } } : {}
    return [`Fault${status}`, { description: faults.join('\n\n'), ...headers, content }]
  }),
)

/** The statuses of faults that every method may have, apart from 400 and those of credentials. */
const usualStatuses = [403, 413, 429, 500, 503]

/**
 * The responses of a method.
 *
 * @param success the status of an answer, or `2XX` where the handler chooses
 */
export function responsesOf(method: MethodDescription, success: '200' | '2XX', schemas: SchemaWriter): Schema {
  const own = Object.entries(method.errors).map(([code, title]) => `${code} ${title}`)
  const shared = method.needs.key === false ? usualStatuses : [401, ...usualStatuses]
  return {
    [success]: { description: 'The result', content: contentOf(method, schemas) },
    400:
      own.length === 0
        ? refer(400)
        : { description: [...own, 'Or one of the faults in components/responses/Fault400'].join('\n\n'), content },
    ...Object.fromEntries(shared.map((status) => [status, refer(status)])),
    default: { description: 'Any other fault', content },
  }
}

function refer(status: number): Schema {
  return { $ref: `#/components/responses/Fault${status}` }
}

function contentOf({ result }: MethodDescription, schemas: SchemaWriter): Schema {
  if (result.kind === 'file') return { '*/*': {} }
  const example = isSmall(result) ? { example: exampleOf(result) } : {}
  return { 'application/json': { schema: schemas.write(result, 'output'), ...example } }
}

function exampleOf(result: Shape): unknown {
  return JSON.parse(typedJson(result)(sampleOf(result)))
}

/** The number of values that an example may have; larger ones say less than the schema. */
const largestExample = 100

/** Whether the sample of a shape is small, counted as it would be made. */
function isSmall(shape: Shape): boolean {
  let left = largestExample
  const count = (part: Shape, inside: ReadonlySet<NamedShape>): void => {
    if (--left < 0) return
    if (part.kind === 'list') count(part.item, inside)
    else if (part.kind === 'object') for (const member of part.members) count(member.shape, inside)
    else if (part.kind === 'union') {
      for (const member of part.branches[0]?.members ?? []) count(member.shape, inside)
    } else if (part.kind === 'ref') {
      const target = part.target()
      if (!inside.has(target)) count(target, new Set([...inside, target]))
    }
  }
  count(shape, new Set())
  return left >= 0
}
