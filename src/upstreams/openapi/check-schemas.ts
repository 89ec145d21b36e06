import { paramsSpecOf } from '../../core/schema/json-params.js'
import { type JsonSchema, SchemaClash } from '../../core/schema/json-schema.js'
import { type JsonSchemaReader, jsonSchemaReader } from '../../core/schema/read-json-schema.js'
import { resolved, type Shape } from '../../core/schema/shape.js'
import type { HttpOperation, ResultTemplate } from '../http/operation.js'
import type { OpenApiOptions } from './openapi-options.js'
import { Refusal } from './refusal.js'

/** Reads the schemas of operations as the gateway does when it serves them, to find out what it cannot express. */
export class SchemaChecker {
  readonly #options: OpenApiOptions
  readonly #requests: JsonSchemaReader
  readonly #answers: JsonSchemaReader
  #onDegraded: (what: string) => void = () => {}

  /** @param document what the `$ref`s of the operations refer to */
  constructor(document: unknown, options: OpenApiOptions) {
    const { service } = options
    const onUnsupported = (path: string, what: string) => this.#onDegraded(`${path} ${firstClause(what)}`)
    this.#options = options
    this.#requests = jsonSchemaReader(document, service, { defaults: true, onUnsupported })
    this.#answers = jsonSchemaReader(document, service, { openEnums: true, onUnsupported })
  }

  /**
   * Checks an operation. A parameter or result that the gateway has no type for becomes any value.
   *
   * @param onDegraded called with what becomes any value
   * @returns the operation, with schemas that can be compiled
   * @throws Refusal where schemas of an `allOf` contradict each other, or envelopes use the name of a member of the result
   */
  check(operation: HttpOperation, onDegraded: (what: string) => void): HttpOperation {
    const owner = `${this.#options.service}.${operation.name}`
    this.#onDegraded = (what) => onDegraded(`${this.#shortened(what, owner)}; it is any value`)
    try {
      const params = this.#params(operation.params, owner)
      return { ...operation, params, result: this.#result(operation.result, owner) }
    } catch (thrown) {
      throw thrown instanceof Refusal ? new Refusal(this.#shortened(thrown.message, owner)) : thrown
    }
  }

  #params(params: JsonSchema, owner: string): JsonSchema {
    if (this.#reason(() => this.#readParams(params, owner)) === undefined) return params
    const properties = Object.entries(params.properties ?? {}).map(([name, schema]): [string, JsonSchema] => {
      const reason = this.#reason(() => this.#readParams({ type: 'object', properties: { [name]: schema } }, owner))
      if (reason === undefined) return [name, schema]
      this.#onDegraded(reason)
      return [name, anyValue(schema)]
    })
    return { ...params, properties: Object.fromEntries(properties) }
  }

  #readParams(params: JsonSchema, owner: string): void {
    paramsSpecOf(params, owner, { reader: this.#requests, listsAreTrees: true })
    for (const [name, schema] of Object.entries(params.properties ?? {})) {
      this.#requests.read(schema, `${owner}: params.${name}`, { top: false })
    }
  }

  #result(result: ResultTemplate, owner: string): ResultTemplate {
    const { schema } = result
    if (schema === undefined || result.content !== 'json') return result
    let shape: Shape | undefined
    const reason = this.#reason(() => {
      shape = this.#answers.read(schema, `${owner}: result`)
    })
    if (reason === undefined) {
      if (shape !== undefined) checkMembers(shape, this.#options.envelopeMembers)
      return result
    }
    this.#onDegraded(reason)
    return { ...result, schema: anyValue(schema) }
  }

  /** Why schemas cannot be read; undefined where they can. @throws Refusal where they contradict each other */
  #reason(read: () => void): string | undefined {
    try {
      read()
      return undefined
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown
      if (isClash(thrown)) throw new Refusal(thrown.message)
      return firstClause(thrown.message)
    }
  }

  /** A message without the names of the service and the operation, which stand beside it. */
  #shortened(what: string, owner: string): string {
    if (what.startsWith(`${owner}: `)) return what.slice(owner.length + 2).replace(/^params\./, '')
    const { service } = this.#options
    return what.startsWith(`${service} `) ? what.slice(service.length + 1) : what
  }
}

/** A message without the advice to authors of methods. */
function firstClause(what: string): string {
  return what
    .replace(/(?:, which no protocol (?:but JSON )?can carry)?;.*$/s, '')
    .replace(' that no protocol can carry', ' that is unknown')
}

function anyValue({ description }: JsonSchema): JsonSchema {
  return description === undefined ? {} : { description }
}

function isClash(thrown: unknown): boolean {
  return (
    thrown instanceof SchemaClash || (thrown instanceof Error && thrown.cause !== undefined && isClash(thrown.cause))
  )
}

/** @throws Refusal where a member of the result has a name that envelopes use */
function checkMembers(result: Shape, taken: ReadonlySet<string>): void {
  const shape = resolved(result)
  const objects = shape.kind === 'union' ? shape.branches : shape.kind === 'object' ? [shape] : []
  const member = objects.flatMap(({ members }) => members).find(({ name }) => taken.has(name))
  if (member !== undefined) {
    throw new Refusal(`has a result with the member ${member.name}, whose name envelopes use`)
  }
}
