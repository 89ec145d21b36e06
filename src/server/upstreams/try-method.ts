import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { ApiError } from '../../core/api-error.js'
import type { MethodSpec } from '../../core/method-spec.js'
import type { Pair } from '../../core/pair.js'
import { typedJson } from '../../transports/shared/formats/typed-json.js'
import type { ConfiguredService } from '../../upstreams/config/upstreams-file.js'
import type { ReservedNames } from '../../upstreams/openapi/describe-service.js'
import { type RecordedExchange, recordMessages } from '../../upstreams/record-messages.js'
import { callForOperator, openForOperator } from './operator-services.js'
import { type ShownExchange, showExchanges } from './show-exchanges.js'

/** A call to try. */
export interface TryOptions {
  /** The name of the method, with that of its service. */
  readonly method: string
  readonly pairs: readonly Pair[]
  readonly names: ReservedNames
  /** The secrets to mask. */
  readonly secrets: readonly string[]
}

/** A call that was tried; secrets are masked in all of it. */
export interface TriedCall {
  readonly method: string
  /** Milliseconds. */
  readonly ms: number
  /** One for each try. */
  readonly exchanges: readonly ShownExchange[]
  /** The result in JSON's own types, as the native dialect answers it; of a file its type and size. */
  readonly result?: unknown
  readonly error?: TriedError
}

/** The fault of a call, with the reason that clients do not get. */
export interface TriedError {
  readonly code: number
  readonly title: string
  readonly detail?: string | undefined
  readonly reason: string
}

/** Calls a method of a service once. @returns undefined where the service has no such method @throws Error with one line for people */
export async function tryMethod(service: ConfiguredService, options: TryOptions): Promise<TriedCall | undefined> {
  const open = await openForOperator(service, options.names)
  const spec = open.specs.find(({ name }) => name === options.method)
  if (spec === undefined) {
    await open.client.close()
    return undefined
  }
  checkNames(spec, options.pairs)
  const id = `try-${randomUUID()}`
  const recording = recordMessages(id)
  const started = performance.now()
  const outcome = await outcomeOf(spec, id, options.pairs)
  const ms = Math.round(performance.now() - started)
  // Bodies that nobody reads end before the connections close.
  await open.client.close()
  return shown({ method: spec.name, ms, ...outcome }, recording.stop(), options.secrets)
}

/** @throws Error that names the parameters that there are */
function checkNames({ name, params, files }: MethodSpec, pairs: readonly Pair[]): void {
  const unknown = pairs.find(([given]) => !params.names.has(given))?.[0]
  if (unknown === undefined) return
  if (files.includes(unknown)) throw new Error(`${unknown} is a file, which try does not send`)
  throw new Error(`${name} has no parameter ${unknown}; there is ${[...params.names].join(', ') || 'none'}`)
}

/** The result of a call, or its fault. */
async function outcomeOf(spec: MethodSpec, id: string, pairs: readonly Pair[]) {
  try {
    const result = await callForOperator(spec, id, pairs)
    return { result: spec.result.kind === 'file' ? await measured(result) : JSON.parse(typedJson(spec.result)(result)) }
  } catch (thrown) {
    const { code, message: title, detail, reason } = ApiError.from(thrown)
    return { error: { code, title, detail, reason } }
  }
}

/** Reads a file to its end. @returns its type and size */
async function measured(file: unknown) {
  const contents = new Map(Object.entries(file ?? {}))
  const content: unknown = contents.get('content')
  let bytes = 0
  if (content instanceof Readable) for await (const chunk of content) bytes += Buffer.byteLength(chunk)
  return { contentType: contents.get('contentType'), bytes }
}

/** Masks the secrets in all texts of a call. */
function shown(call: Omit<TriedCall, 'exchanges'>, recorded: readonly RecordedExchange[], secrets: readonly string[]) {
  const { exchanges, mask } = showExchanges(recorded, secrets)
  const masked: Omit<TriedCall, 'exchanges'> = JSON.parse(JSON.stringify(call), (_name, value: unknown) =>
    typeof value === 'string' ? mask(value) : value,
  )
  const { method, ms, ...outcome } = masked
  return { method, ms, exchanges, ...outcome }
}
