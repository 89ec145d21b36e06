import { longestMethodName } from '../../core/check-definition.js'
import type { ImportedOperation, OperationNames } from '../config/imported-operation.js'
import { SchemaChecker } from './check-schemas.js'
import { RawDocument } from './document.js'
import { type FoundOperation, findOperations } from './find-operations.js'
import { operationName } from './names.js'
import type { Degradation, OpenApiOptions, OpenApiReading, RefusedOperation } from './openapi-options.js'
import { isRawObject, objectOf, type RawObject } from './raw.js'
import { credentialsOf, type DescriptionContext, readOperation } from './read-operation.js'
import { DescriptionError, Refusal } from './refusal.js'
import { SchemaCleaner, type SchemaDialect } from './schemas/schema-cleaner.js'
import { serverAddresses } from './servers.js'
import { serversOfSwagger2 } from './swagger-2.js'
import { summaryOf } from './texts.js'

/**
 * Reads the operations of an OpenAPI document (3.0, 3.1 or Swagger 2). It is lenient with mistakes that concern no call; an operation
 * that cannot be served is refused alone.
 *
 * @param document the parsed document, whose references stay inside it
 * @throws DescriptionError where it is no such document, or exceeds the limits of upstreams.md section 3
 */
export function readOpenApi(document: unknown, options: OpenApiOptions): OpenApiReading {
  const root = rootOf(document)
  const reader = new DescriptionReader(contextOf(root, options))
  reader.read()
  return { title: summaryOf(objectOf(root['info'])['title']) ?? options.service, ...reader.reading }
}

function rootOf(document: unknown): RawObject {
  if (!isRawObject(document)) throw new DescriptionError('It is no OpenAPI document: it is no object')
  const { openapi, swagger } = document
  const version = String(openapi ?? swagger ?? '')
  if (openapi === undefined ? !/^2(?:\.0)?$/.test(version) : !/^3\.[012](?:\.|$)/.test(version)) {
    const found = version === '' ? 'no version' : `the version ${version.slice(0, 20)}`
    throw new DescriptionError(`It has ${found} of OpenAPI; 2.0, 3.0 and 3.1 can be read`)
  }
  return document
}

function contextOf(root: RawObject, options: OpenApiOptions): DescriptionContext {
  const isSwagger2 = root['openapi'] === undefined
  const document = new RawDocument(root)
  const schemes = isSwagger2 ? root['securityDefinitions'] : objectOf(root['components'])['securitySchemes']
  return {
    document,
    isSwagger2,
    cleaner: new SchemaCleaner(document, dialectOf(root)),
    servers: isSwagger2 ? serversOfSwagger2(root) : serverAddresses(root['servers']),
    credentials: credentialsOf(schemes),
    options,
  }
}

function dialectOf({ openapi }: RawObject): SchemaDialect {
  if (openapi === undefined) return 'swagger-2'
  return String(openapi).startsWith('3.0') ? 'openapi-3.0' : 'openapi-3.1'
}

/** An operation with its names: the one of its method, and its key in the table of codes, which no renaming changes. */
interface NamedOperation extends OperationNames {
  readonly found: FoundOperation
  readonly key: string
}

/** Reads the operations of one description. */
class DescriptionReader {
  readonly #context: DescriptionContext
  readonly #operations: ImportedOperation[] = []
  readonly #refused: RefusedOperation[] = []
  readonly #degraded: Degradation[] = []
  readonly #codes: Record<string, Readonly<Record<string, number>>>
  #all: readonly NamedOperation[] = []

  constructor(context: DescriptionContext) {
    this.#context = context
    this.#codes = { ...context.options.codes }
  }

  get reading(): Omit<OpenApiReading, 'title'> {
    const { cleaner, servers } = this.#context
    return {
      operations: this.#operations,
      all: this.#all.map(({ id, route, name }) => ({ id, route, name })),
      refused: this.#refused,
      degraded: this.#degraded,
      servers,
      document: cleaner.document,
      codes: this.#codes,
    }
  }

  read(): void {
    const { cleaner, document, options } = this.#context
    const found = findOperations(document, (refused) => this.#refused.push(refused))
    this.#all = found.map((operation) => named(operation))
    const chosen = options.choose?.(this.#all) ?? this.#all
    const read = this.#unique(chosen).flatMap((operation) => this.#readOne(operation))
    const checker = new SchemaChecker(cleaner.document, options)
    for (const { names, operation } of read) {
      const checked = this.#attempt(operation.name, (onDegraded) => [checker.check(operation, onDegraded)])
      this.#operations.push(...checked.map((one) => ({ names, operation: one })))
    }
  }

  /** Refuses operations of the same name, and names that are too long. */
  #unique(all: readonly NamedOperation[]): readonly NamedOperation[] {
    const { service } = this.#context.options
    const uses = new Map<string, NamedOperation[]>()
    for (const named of all) uses.set(named.name, [...(uses.get(named.name) ?? []), named])
    return all.filter((named) => {
      const others = (uses.get(named.name) ?? []).filter((other) => other !== named).map(({ route }) => route)
      const isLong = service.length + 1 + named.name.length > longestMethodName
      if (others.length > 0) {
        const reason = `has the name ${named.name}, as ${others.join(' and ')}; give it another by rename`
        this.#refused.push({ operation: named.route, reason })
      } else if (isLong) {
        const reason = `has a name of more than ${longestMethodName} letters with that of the service; give it another by rename`
        this.#refused.push({ operation: named.name, reason })
      }
      return others.length === 0 && !isLong
    })
  }

  #readOne({ found, key, id, route, name }: NamedOperation): readonly ImportedOperation[] {
    const known = Object.hasOwn(this.#codes, key) ? this.#codes[key] : undefined
    return this.#attempt(name, (onDegraded) => {
      const operation = readOperation(found, name, known, this.#context, onDegraded)
      const assigned = Object.fromEntries(operation.faults.map(({ status, code }) => [status, code]))
      // A status that is gone keeps its code, in case it comes back.
      this.#codes[key] = { ...known, ...assigned }
      return [{ names: { id, route, name }, operation }]
    })
  }

  /** Reads something of an operation, and notes what is refused or lost. */
  #attempt<Made>(operation: string, read: (onDegraded: (what: string) => void) => readonly Made[]): readonly Made[] {
    const degraded = new Set<string>()
    try {
      const made = read((what) => degraded.add(what))
      this.#degraded.push(...[...degraded].map((what) => ({ operation, what })))
      return made
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      this.#refused.push({ operation, reason: thrown.message })
      return []
    }
  }
}

function named(found: FoundOperation): NamedOperation {
  const { id, verb, path } = found
  const name = operationName(id, verb, path)
  return { found, id, route: `${verb} ${path}`, name, key: name }
}
