import { apiError, malformed } from '../../core/api-error.js'
import type { Call, Client } from '../../core/call.js'
import { spokenFault } from '../../core/dialect/faults.js'
import type { Dialect } from '../../core/dialect.js'
import type { CountedCall, Gateway, Outcome, ReadCall } from '../../core/gateway.js'
import type { MaybePromise } from '../../core/maybe-promise.js'
import type { RateLimitStatus } from '../../core/ports/admission.js'
import { checkMethodName } from '../shared/method-name.js'
import { once } from '../shared/once.js'
import { sizeLimits } from '../shared/size-limits.js'
import { trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'
import type { MethodCall } from './method-call.js'
import {
  namedParams,
  type ParsedCall,
  parseCall,
  type RequestContext,
  spoolCall,
  type XmlRpcReader,
} from './read-call.js'
import { readValue } from './value.js'
import { faultValue } from './write-fault.js'
import { arrayOf } from './write-value.js'

/** The name of the method that contains other calls. */
export const multicallName = 'system.multicall'

/** The timeout of a multicall in milliseconds, after which no call starts. */
const timeLimit = 30_000

/**
 * The calls of a multicall, unparsed, so that each fails by itself.
 *
 * @throws ApiError 123 for no array, 124 for too many calls
 */
export function readEntries({ params }: MethodCall): readonly XmlElement[] {
  const [first, second] = params
  const value = first === undefined || second !== undefined ? undefined : readValue(first)
  if (value?.kind !== 'array') throw malformed(`${multicallName} takes one array of calls`)
  if (value.items.length > sizeLimits.multicall) {
    throw apiError('request-too-large', { detail: `${multicallName} takes at most ${sizeLimits.multicall} calls` })
  }
  return value.items
}

/** A counted call of a multicall. */
export interface InnerCall {
  /** Reads the call with its files. @throws ApiError the fault of parsing it, or 124 */
  readonly read: ReadCall
  readonly counted: CountedCall
}

/** The counted calls of a multicall. */
export interface CountedMulticall {
  readonly calls: readonly InnerCall[]
  /** The state of the limits after all calls. */
  readonly rateLimits: readonly RateLimitStatus[]
}

/** The dependencies of counting calls. */
export interface CountingDependencies {
  readonly gateway: Gateway
  readonly reader: XmlRpcReader
}

/** Parses the calls of a multicall, each once, and counts them. @throws ApiError 113, 112 */
export async function countCalls(
  entries: readonly XmlElement[],
  outer: RequestContext,
  client: Client,
  { gateway, reader }: CountingDependencies,
): Promise<CountedMulticall> {
  const parses = entries.map((entry) => once(() => parseEntry(entry, outer, reader)))
  const reads = parses.map((parse) => () => parse().call)
  const { counted, rateLimits } = await gateway.charge(client, reads)
  const calls = parses.flatMap((parse, index): InnerCall[] => {
    const found = counted[index]
    return found === undefined ? [] : [{ read: () => spoolCall(parse(), reader.spool, outer.address), counted: found }]
  })
  return { calls, rateLimits }
}

/**
 * Runs the calls of a multicall sequentially, since a later one may depend on an earlier one.
 *
 * @param call runs a call: `until` is the deadline of its handler by `performance.now()`, `place` its number from 1; its
 * answer is the content of a `value`
 * @returns the contents of the result values, in order: an array of one, or the struct of a fault
 */
export async function runMulticall(
  calls: readonly InnerCall[],
  call: (inner: InnerCall, until: number, place: number) => MaybePromise<Outcome<Call, string>>,
  dialect: Dialect,
): Promise<string[]> {
  const until = performance.now() + timeLimit
  const results: string[] = []
  for (const [index, { read, counted }] of calls.entries()) {
    const readInTime: ReadCall = (snapshot) => {
      if (performance.now() > until)
        throw apiError('service-unavailable', { detail: 'The calls before took too long; repeat this one' })
      return read(snapshot)
    }
    const outcome = await call({ read: readInTime, counted }, until, index + 1)
    results.push(
      outcome.fault === undefined ? arrayOf([outcome.answer]) : faultValue(spokenFault(dialect, outcome.fault)),
    )
  }
  return results
}

/** Parses one call of a multicall. @throws ApiError 122 to 124, 102 */
function parseEntry(entry: XmlElement, outer: RequestContext, reader: XmlRpcReader): ParsedCall {
  const inner = readEntry(entry)
  return parseCall(inner, contextOf(inner, outer, reader.dialect), reader)
}

/** Parses the struct of a call. @throws ApiError 122 or 123 for an invalid call or a nested multicall */
function readEntry(entry: XmlElement): MethodCall {
  const call = readValue(entry)
  if (call.kind !== 'struct') throw malformed(`Each call of ${multicallName} is a struct`)
  let name: string | undefined
  let params: readonly XmlElement[] | undefined
  for (const [member, element] of call.members) {
    const value = readValue(element)
    if (member === 'methodName' && value.kind === 'string' && name === undefined)
      name = checkMethodName(trimSpace(value.text))
    else if (member === 'params' && value.kind === 'array' && params === undefined) params = value.items
    else throw malformed('A call takes methodName, a string, and params, an array, and nothing else')
  }
  if (name === undefined || params === undefined) throw malformed('A call needs both methodName and params')
  if (name === multicallName) throw malformed(`${multicallName} cannot be one of its own calls`)
  return { name, params }
}

/** The context of a call with credentials of its own: without those of the request. */
export const withoutCredentials = { query: '', headers: {}, readOAuth: () => undefined } as const

/** The context of an inner call. A call without credentials of its own uses those of the request. */
function contextOf(call: MethodCall, outer: RequestContext, { credentials }: Dialect): RequestContext {
  const hasCredentials = namedParams(call)?.some(([name]) => credentials.reserved.has(name))
  return hasCredentials === true ? { ...outer, ...withoutCredentials } : outer
}
