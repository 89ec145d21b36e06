import type { AbortHook } from '../../core/abort-hook.js'
import type { Caller } from '../../core/caller.js'
import { abortHook } from '../../core/method-invocation.js'
import { type MethodRoute, pathText } from '../../core/method-route.js'
import type { Fail, FaultTitles, Invocation, MethodSpec } from '../../core/method-spec.js'
import type { ServiceObserver, ServiceRequest } from '../../core/ports/service-observer.js'
import { isRoutePath } from '../../core/routes/segment-pattern.js'
import { paramsSpecOf } from '../../core/schema/json-params.js'
import type { JsonSchema } from '../../core/schema/json-schema.js'
import { optionalMembers } from '../../core/schema/optional-members.js'
import { type JsonSchemaReader, jsonSchemaReader } from '../../core/schema/read-json-schema.js'
import type { Shape } from '../../core/schema/shape.js'
import type { AnswerCache, ServiceAnswer } from '../answer-cache.js'
import type { UpstreamCall, UpstreamClient } from '../client/upstream-client.js'
import { ObservedExchange } from '../observed-exchange.js'
import { WaitRecord } from '../wait-record.js'
import { unfit } from './answer-value.js'
import type { HttpOperation } from './operation.js'
import { compileResult } from './read-answer.js'
import { faultOfError, faultTitles, readFault } from './read-fault.js'
import { readMeta } from './read-meta.js'
import { compileRequest } from './write-request.js'

/** The dependencies of the methods of a service. */
export interface CompilerDependencies {
  /** The name of the service. */
  readonly service: string
  /** The document that `$ref`s refer to. */
  readonly document: unknown
  /** The addresses of the service. */
  readonly urls: readonly URL[]
  readonly client: UpstreamClient
  readonly answers: AnswerCache
  readonly observer: ServiceObserver
}

/** Sends the request of a call and reads its answer. @throws ApiError */
type Exchange = (
  invocation: Invocation<Record<string, unknown>>,
  signal: AbortHook,
  fail: Fail<FaultTitles>,
  wait: WaitRecord,
) => Promise<ServiceAnswer>

/** Gives the answer of a service, from its cache or by a request. @throws ApiError */
type Ask = (invocation: Invocation<Record<string, unknown>>, fail: Fail<FaultTitles>) => Promise<ServiceAnswer>

/** Compiles operations of one service to methods, which share its named shapes. */
export class OperationCompiler {
  readonly #deps: CompilerDependencies
  readonly #requests: JsonSchemaReader
  readonly #results: JsonSchemaReader
  readonly #optional = optionalMembers()
  readonly #routes = new Set<string>()

  constructor(deps: CompilerDependencies) {
    const { document, service } = deps
    // Unlike things become `any` here; check has said so by then.
    const onUnsupported = () => {}
    this.#deps = deps
    this.#requests = jsonSchemaReader(document, service, { defaults: true, onUnsupported })
    this.#results = jsonSchemaReader(document, service, { openEnums: true, onUnsupported })
  }

  /**
   * Compiles an operation.
   *
   * @throws TypeError with the path of what some protocol cannot carry
   */
  compile(operation: HttpOperation): MethodSpec {
    const { service } = this.#deps
    const name = `${service}.${operation.name}`
    const errors = faultTitles(operation.faults)
    const params = paramsSpecOf(operation.params, name, { reader: this.#requests, listsAreTrees: true })
    const shape = this.#resultOf(operation, name)
    const { summary, notes, deprecated, needs, limits, files, writes, strict } = operation
    const ask = this.#compileAsk(operation, name, this.#compileExchange(operation, name, shape))
    return {
      ...{ name, service, summary, notes, deprecated, limits, errors, params },
      needs: { ...needs, ...(writes && { post: true }) },
      files: files.map((file) => file.name),
      result: strict ? shape : this.#optional(shape),
      // The client of the service says that the time is over, with more detail.
      timeLimit: operation.retry.timeout + 1000,
      safety: false,
      changelog: [],
      route: this.#routeOf(operation),
      async run(invocation, fail) {
        const { result, meta } = await ask(invocation, fail)
        if (meta !== undefined) invocation.annotate(meta)
        return result
      },
    }
  }

  /** The address of an operation. Of several with one address the first has it. */
  #routeOf({ verb, request, route }: HttpOperation): MethodRoute | undefined {
    if (verb === 'OPTIONS' || !isRoutePath(request.path)) return undefined
    const key = `${verb} ${pathText(request.path.map((part) => (typeof part === 'string' ? part : { param: '' })))}`
    if (this.#routes.has(key)) return undefined
    this.#routes.add(key)
    const path = request.path.map((part) => (typeof part === 'string' ? part : { param: part.param }))
    return { verb, path, params: route?.params ?? new Map(), body: route?.body }
  }

  /** Compiles the look-up of an answer, which several calls may wait for. */
  #compileAsk({ cache }: HttpOperation, name: string, exchange: Exchange): Ask {
    const { service, answers } = this.#deps
    return (invocation, fail) => {
      const wait = new WaitRecord(service)
      invocation.waitFor(wait)
      if (cache === undefined) return exchange(invocation, abortHook(invocation), fail, wait)
      wait.start()
      const load = (signal: AbortHook) => exchange(invocation, signal, fail, new WaitRecord(service))
      return answers.get(name, cache, invocation, load).finally(() => wait.lap())
    }
  }

  /** Compiles the exchange of a request for an answer. */
  #compileExchange(operation: HttpOperation, name: string, shape: Shape): Exchange {
    const { service, client, observer, urls } = this.#deps
    const isOpen = operation.needs.key === false
    const { faults, writes, strict } = operation
    const context = { service, faults, writes }
    const write = compileRequest(operation, this.#shapesOf(operation.params, name))
    const onMissing = strict ? refuseMissing : (path: string) => observer.missing(service, path)
    const read = compileResult(operation.result, { shape, onMissing })
    const send = client.sender({ ...operation.retry, breaker: operation.breaker })
    const description = this.#describeRequest(operation, name)
    return async ({ id, params, files, caller }, signal, fail, wait) => {
      const request = write({ id, params, files })
      const exchange = new ObservedExchange(observer, description, wait)
      try {
        const response = await send(request, callOf(id, signal, caller, wait, exchange.headers))
        exchange.status = response.status
        if (response.status < 200 || response.status >= 300) throw await readFault(response, context, fail)
        const answer = { result: await read(response), meta: readMeta(response, urls, isOpen) }
        exchange.succeed()
        return answer
      } catch (thrown) {
        exchange.fail(thrown)
        throw faultOfError(thrown, context)
      }
    }
  }

  #describeRequest({ verb, request }: HttpOperation, method: string): ServiceRequest {
    const { service, urls } = this.#deps
    const [url] = urls
    if (url === undefined) throw new TypeError(`the service ${service} has no address`)
    return { service, method, verb, template: pathText(request.path), url }
  }

  #resultOf({ result }: HttpOperation, name: string): Shape {
    const path = `${name}: result`
    switch (result.content) {
      case 'none':
        return { kind: 'object', members: [], rest: undefined, path }
      case 'binary':
        return { kind: 'file', path }
      case 'text':
      case 'xml':
        return { kind: 'scalar', type: 'string', words: undefined, path }
      case 'json':
        return this.#results.read(result.schema ?? {}, path)
    }
  }

  /**
   * The shapes of parameters as a request carries them; undefined for one that is not declared. A function of its own, so that handlers do not
   * keep the description of their operation in memory (bench: `--snapshot`).
   */
  #shapesOf({ properties }: JsonSchema, name: string): (param: string) => Shape | undefined {
    const reader = this.#requests
    return (param) => {
      const schema = properties?.[param]
      return schema && reader.read(schema, `${name}: params.${param}`, { top: false })
    }
  }
}

/** An answer of a `strict` operation without a required member. */
function refuseMissing(path: string): never {
  throw unfit({ path }, 'present')
}

function callOf(
  id: string,
  signal: AbortHook,
  { user, application }: Caller,
  wait: WaitRecord,
  traceHeaders: UpstreamCall['traceHeaders'],
): UpstreamCall {
  return { id, signal, caller: { userId: user?.id, application: application?.name }, wait, traceHeaders }
}
