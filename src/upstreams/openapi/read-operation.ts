import { isIdempotent } from '../config/imported-operation.js'
import type { HttpOperation } from '../http/operation.js'
import type { RawDocument } from './document.js'
import { OperationDraft } from './draft.js'
import { type FoundOperation, parametersOf } from './find-operations.js'
import type { OpenApiOptions } from './openapi-options.js'
import { isRawObject, membersOf, objectOf, type RawObject } from './raw.js'
import { readBody } from './read-body.js'
import { readFaults } from './read-faults.js'
import { readParameters } from './read-parameters.js'
import { readPath } from './read-path.js'
import { readResult } from './read-result.js'
import { readRoute } from './read-route.js'
import { Refusal } from './refusal.js'
import type { SchemaCleaner } from './schemas/schema-cleaner.js'
import { serverAddresses } from './servers.js'
import { fromSwagger2, type OperationMembers } from './swagger-2.js'
import { notesOf, summaryOf } from './texts.js'

/** The parts of a description that all its operations share. */
export interface DescriptionContext {
  readonly document: RawDocument
  readonly isSwagger2: boolean
  readonly cleaner: SchemaCleaner
  /** The addresses of the service. */
  readonly servers: readonly string[]
  /** The parameters that are credentials of the service, as `header x-api-key`. */
  readonly credentials: ReadonlySet<string>
  readonly options: OpenApiOptions
}

/**
 * Reads an operation.
 *
 * @param name its name without that of the service
 * @param known the codes of its faults that were assigned before
 * @param onDegraded called with what of it is lost
 * @throws Refusal where it cannot be served
 */
export function readOperation(
  found: FoundOperation,
  name: string,
  known: Readonly<Record<string, number>> | undefined,
  context: DescriptionContext,
  onDegraded: (what: string) => void,
): HttpOperation {
  const { document, cleaner, options } = context
  const { verb, raw } = found
  checkServers(found, context)
  const path = readPath(found.path)
  if (path.hasFragment) onDegraded('has a path with a part behind "#", which is not sent')
  const { parameters, requestBody, responses } = membersIn(found, context)
  const draft = new OperationDraft(document, cleaner, options.reserved, onDegraded)
  // The members of the body take their names first.
  const body = requestBody && readBody(requestBody, verb, draft)
  const head = readParameters(path, parameters, draft, context.credentials)
  const { timeout, retries, needs } = options.defaults
  const request = { ...head, body }
  return {
    name,
    ...documentationOf(raw, `${verb} ${found.path}`),
    verb,
    writes: verb !== 'GET' && verb !== 'HEAD' && verb !== 'OPTIONS',
    params: draft.params,
    files: draft.files,
    request,
    result: readResult(responses, verb, draft),
    route: readRoute(verb, request),
    faults: readFaults(responses, document, known),
    needs,
    limits: {},
    retry: { timeout, retries, idempotent: isIdempotent(verb) },
    breaker: undefined,
    cache: undefined,
    strict: false,
    probe: false,
    place: `${verb} ${found.path}`,
  }
}

/** The members of an operation, in the form of OpenAPI 3. */
function membersIn(found: FoundOperation, { document, isSwagger2 }: DescriptionContext): OperationMembers {
  const { raw } = found
  const parameters = parametersOf(found, document)
  if (isSwagger2) return fromSwagger2(raw, parameters, document)
  const { requestBody } = raw
  return {
    parameters,
    requestBody: isRawObject(requestBody) ? document.follow(requestBody) : undefined,
    responses: objectOf(raw['responses']),
  }
}

function documentationOf(raw: RawObject, fallback: string): Pick<HttpOperation, 'summary' | 'notes' | 'deprecated'> {
  const { summary, description, deprecated } = raw
  const notes = notesOf(description)
  const line = summaryOf(summary) ?? summaryOf(description) ?? fallback
  return { summary: line, notes: notes.length === 1 && notes[0] === line ? [] : notes, deprecated: deprecated === true }
}

/** Refuses an operation at an address of its own, since calls go to that of the service. */
function checkServers({ raw, item }: FoundOperation, { servers }: DescriptionContext): void {
  const own = [raw['servers'], item['servers']].find((value) => Array.isArray(value) && value.length > 0)
  const addresses = serverAddresses(own)
  if (addresses.length > 0 && !addresses.some((address) => servers.includes(address))) {
    throw new Refusal(`is at an address of its own, ${addresses[0]}; describe it as a service of its own`)
  }
}

/** The parameters that carry the credentials of the service, in lower case. */
export function credentialsOf(schemes: unknown): ReadonlySet<string> {
  return new Set(
    membersOf(schemes).flatMap(([, value]) => {
      const { type, in: place, name } = objectOf(value)
      return type === 'apiKey' && typeof name === 'string' ? [`${place} ${name.toLowerCase()}`] : []
    }),
  )
}
