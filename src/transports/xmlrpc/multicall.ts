import { apiError, malformed } from '../../core/api-error.js'
import type { Call, Client } from '../../core/call.js'
import { spokenFault } from '../../core/dialect/faults.js'
import type { Dialect } from '../../core/dialect.js'
import type { CountedCall, Gateway, Outcome, ReadCall } from '../../core/gateway.js'
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

/** The method that holds other calls. */
export const multicallName = 'system.multicall'

/** For the calls of one multicall together, in milliseconds; after that none begins. */
const timeLimit = 30_000

/**
 * The calls in a multicall, not looked at yet: each fails by itself.
 *
 * @throws ApiError 123 where they are no array, 124 where there are too many
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

/** A call of a multicall that was counted, and is not made yet. */
export interface InnerCall {
  /** Gives the call as it was counted, with its files. @throws ApiError what was wrong with it then; 124 */
  readonly read: ReadCall
  readonly counted: CountedCall
}

/** The calls of a multicall, all of them counted. */
export interface CountedMulticall {
  readonly calls: readonly InnerCall[]
  /** What the limits of all of them leave. */
  readonly rateLimits: readonly RateLimitStatus[]
}

/** What counting calls depends on. */
export interface CountingDependencies {
  readonly gateway: Gateway
  readonly reader: XmlRpcReader
}

/** Reads the calls of a multicall, each of them once, and counts them. @throws ApiError 113, 112 */
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
 * Makes the calls of a multicall one after the other, since a later one may build on an earlier one.
 *
 * @param call makes the call of a place, whose handler may run until a moment of `performance.now()`; its answer is what
 * the value holds
 * @returns what the values of the results hold, in order: an array of one, or the struct of a fault
 */
export async function runMulticall(
  calls: readonly InnerCall[],
  call: (inner: InnerCall, until: number, place: number) => Promise<Outcome<Call, string>>,
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
  return parseCall(inner, surroundingsOf(inner, outer, reader.dialect), reader)
}

/** Reads one call of a multicall. @throws ApiError 122 or 123 where it is none, or a multicall itself */
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

/** What stands around a call that gets no credentials from there. */
export const withoutCredentials = { query: '', headers: {}, readOAuth: () => undefined } as const

/** A call that brings credentials of its own stands alone; any other is read like one sent by itself. */
function surroundingsOf(call: MethodCall, outer: RequestContext, { credentials }: Dialect): RequestContext {
  const brings = namedParams(call)?.some(([name]) => credentials.reserved.has(name))
  return brings === true ? { ...outer, ...withoutCredentials } : outer
}
