import { longestMethodName, methodName } from '../../../core/check-definition.js'
import type { Requirements } from '../../../core/method-spec.js'
import type { HttpOperation, ResultTemplate } from '../../http/operation.js'
import type { Spot } from '../file/source.js'
import { isIdempotent } from '../imported-operation.js'
import type { Inherited } from '../service/read-target.js'
import type { MethodWords } from '../words/method-words.js'
import type { TypeCompiler } from './compile-types.js'
import { declareFaults } from './declare-faults.js'
import { checkMethod, refuseAt } from './method-rules.js'
import { type Call, readCall } from './read-call.js'
import { readFacts } from './read-override.js'
import { readParams } from './read-params.js'
import { readRequest } from './read-request.js'

/** What a method takes from its service. */
export interface MethodContext {
  /** The name of the service. */
  readonly service: string
  readonly types: TypeCompiler
  readonly inherited: Inherited
  readonly needs: Requirements
}

/**
 * Reads a method that is written in the file.
 *
 * @throws UpstreamsError
 */
export function readMethod(name: string, words: MethodWords, spot: Spot, context: MethodContext): HttpOperation {
  checkMethodName(name, context.service, spot)
  if (words.call === undefined) return spot.fail('must have a call: a verb and a path, such as GET /orders/{id}')
  const { types, inherited } = context
  const params = readParams(words.params ?? {}, types, spot.at('params'))
  const call = readCall(words.call, params, spot.at('call'))
  const request = readRequest(words, { call, params, spot })
  const facts = readFacts(words, spot, inherited.breaker)
  const operation: HttpOperation = {
    name,
    summary: facts.summary ?? words.call.trim(),
    notes: facts.notes ?? [],
    deprecated: facts.deprecated ?? false,
    verb: call.verb,
    writes: facts.writes ?? !(call.verb === 'GET' || call.verb === 'HEAD'),
    params: params.schema,
    files: params.files,
    request: request.template,
    result: readResult(words, { call, types, accept: request.accept, spot }),
    faults: declareFaults([], facts.faults),
    needs: facts.needs ?? context.needs,
    limits: facts.limits ?? {},
    retry: {
      timeout: facts.timeout ?? inherited.timeout,
      retries: facts.retries ?? inherited.retries,
      idempotent: facts.idempotent ?? isIdempotent(call.verb),
    },
    breaker: facts.breaker,
    cache: facts.cache,
    strict: facts.strict ?? false,
    probe: facts.probe ?? false,
    place: spot.place,
  }
  checkMethod({ ...operation, public: facts.public ?? false }, refuseAt(spot))
  return operation
}

/**
 * Checks the name of a method without that of its service.
 *
 * @throws UpstreamsError
 */
export function checkMethodName(name: string, service: string, spot: Spot): void {
  if (!methodName.test(name)) {
    spot.fail('must be named by words of letters, digits and _, joined by dots')
  }
  if (service.length + 1 + name.length > longestMethodName) {
    spot.fail(`is longer than ${longestMethodName} letters with the name of its service; shorten it`)
  }
}

interface ResultContext {
  readonly call: Call
  readonly types: TypeCompiler
  /** The header Accept, where the file has it. */
  readonly accept: string | undefined
  readonly spot: Spot
}

function readResult(words: MethodWords, { call, types, accept, spot }: ResultContext): ResultTemplate {
  const { answer: member, result } = words
  if (result === undefined) {
    if (member !== undefined) spot.at('answer').fail('names a member of the result, but there is none; add result')
    return { schema: undefined, content: 'none', member }
  }
  const at = spot.at('result')
  if (call.verb === 'HEAD') at.fail('belongs to a HEAD, whose answers have no body; leave it out')
  const { schema, optional, form } = types.compile(result, at)
  if (optional) at.fail('must not be optional; an answer without a value is an empty result anyway')
  if (form === 'file' && member === undefined) {
    return { schema: { type: 'string', format: 'binary' }, content: 'binary', member }
  }
  const content = accept === undefined || /\bjson\b/i.test(accept) ? 'json' : 'text'
  if (content === 'text' && (schema.type !== 'string' || member !== undefined)) {
    at.fail('must be string, as Accept asks for no JSON')
  }
  return { schema, content, member }
}
