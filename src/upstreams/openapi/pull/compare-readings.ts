import { isDeepStrictEqual } from 'node:util'
import type { HttpOperation } from '../../http/operation.js'
import type { OpenApiReading } from '../openapi-options.js'
import { objectOf } from '../raw.js'
import { walk } from '../walk.js'

/** A method that would change, and its parts that would. */
export interface ChangedMethod {
  readonly method: string
  readonly parts: readonly string[]
}

/** A code that would come, go or change: absent on one side, or other titles. */
export interface ChangedCode {
  readonly method: string
  readonly status: string
  readonly code: number
  readonly change: 'come' | 'go' | 'title'
}

/** What a new description would change. */
export interface Changes {
  readonly come: readonly string[]
  readonly go: readonly string[]
  readonly change: readonly ChangedMethod[]
  readonly codes: readonly ChangedCode[]
}

/** Compares the methods of two descriptions of a service. */
export function compareReadings(before: OpenApiReading, after: OpenApiReading): Changes {
  const old = byName(before)
  const fresh = byName(after)
  const both = [...fresh].flatMap(([name, operation]) => {
    const other = old.get(name)
    return other === undefined ? [] : [{ name, other, operation }]
  })
  const change = both.flatMap(({ name, other, operation }) => {
    const parts = changedParts([other, before.document], [operation, after.document])
    return parts.length === 0 ? [] : [{ method: name, parts }]
  })
  return {
    come: [...fresh.keys()].filter((name) => !old.has(name)),
    go: [...old.keys()].filter((name) => !fresh.has(name)),
    change,
    codes: both.flatMap(({ name, other, operation }) => changedCodes(name, other, operation)),
  }
}

function byName({ operations }: OpenApiReading): ReadonlyMap<string, HttpOperation> {
  return new Map(operations.map(({ operation }) => [operation.name, operation]))
}

/** The parts of a method that clients or the service see. */
const parts: Readonly<Record<string, (operation: HttpOperation) => unknown>> = {
  parameters: ({ params, files }) => ({ params, files }),
  request: ({ verb, request }) => ({ verb, request }),
  result: ({ result }) => result,
}

type InDocument = readonly [operation: HttpOperation, document: unknown]

/** A part has changed where it or a type that it refers to has. */
function changedParts([before, oldDocument]: InDocument, [after, newDocument]: InDocument): readonly string[] {
  return Object.entries(parts).flatMap(([name, part]) => {
    const [old, fresh] = [part(before), part(after)]
    const isSame =
      isDeepStrictEqual(old, fresh) && isDeepStrictEqual(typesIn(old, oldDocument), typesIn(fresh, newDocument))
    return isSame ? [] : [name]
  })
}

/** The types that a value refers to, directly and by each other. */
function typesIn(value: unknown, document: unknown): ReadonlyMap<string, unknown> {
  const types = objectOf(objectOf(document)['types'])
  const found = new Map<string, unknown>()
  const rest: unknown[] = [value]
  while (rest.length > 0) {
    walk(rest.pop(), ({ $ref }) => {
      const name = typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : undefined
      if (name === undefined || found.has(name)) return
      found.set(name, types[name])
      rest.push(types[name])
    })
  }
  return found
}

function changedCodes(method: string, before: HttpOperation, after: HttpOperation): readonly ChangedCode[] {
  const old = new Map(before.faults.map((fault) => [fault.status, fault]))
  const fresh = new Map(after.faults.map((fault) => [fault.status, fault]))
  const gone = before.faults.filter(({ status }) => !fresh.has(status))
  const other = after.faults.filter(({ status, title }) => old.get(status)?.title !== title)
  return [
    ...gone.map(({ status, code }) => ({ method, status, code, change: 'go' }) as const),
    ...other.map(({ status, code }) => ({ method, status, code, change: old.has(status) ? 'title' : 'come' }) as const),
  ]
}
