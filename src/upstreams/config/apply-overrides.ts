import { findRef } from '../../core/schema/find-ref.js'
import type { HttpOperation, ResultTemplate } from '../http/operation.js'
import { OperationFinder } from './choose-operations.js'
import type { ImportedOperation, OperationNames } from './imported-operation.js'
import { declareFaults } from './method/declare-faults.js'
import { checkMethod, type Refuse } from './method/method-rules.js'
import type { MethodOverride } from './method-override.js'
import { proposeWord } from './nearest-word.js'
import { UpstreamsError } from './upstreams-error.js'

/** What overriding depends on. */
export interface OverrideContext {
  /** The name of the service. */
  readonly service: string
  readonly overrides: readonly MethodOverride[]
  /** The document that `$ref`s of the operations refer to. */
  readonly document: unknown
  /** The names of operations that are left out, so that an override of one is no mistake. */
  readonly others?: readonly OperationNames[]
}

/**
 * Puts what the file says of operations in the place of their descriptions.
 *
 * @param imported the operations that become methods, under the names of `chooseOperations`
 * @throws UpstreamsError for an override of no operation, or one that says what the operation cannot be
 */
export function applyOverrides(
  imported: readonly ImportedOperation[],
  context: OverrideContext,
): readonly HttpOperation[] {
  const { service, overrides, others = [] } = context
  const finder = new OperationFinder(service, [...imported.map(({ names }) => names), ...others])
  const byNames = new Map<OperationNames, MethodOverride>()
  for (const override of overrides) {
    for (const names of finder.find(override, 'methods')) {
      if (byNames.has(names))
        throw new UpstreamsError(
          `${override.place}: services.${service}.methods has ${override.name} twice, under two of its names; leave one of them`,
        )
      byNames.set(names, override)
    }
  }
  return imported.map(({ names, operation }) => {
    const override = byNames.get(names)
    return override === undefined ? operation : overridden(operation, override, context)
  })
}

function overridden(operation: HttpOperation, override: MethodOverride, context: OverrideContext): HttpOperation {
  const refuse: Refuse = (word, what) => {
    throw new UpstreamsError(`${override.place}: services.${context.service}.methods.${override.name}.${word} ${what}`)
  }
  const { result, retry } = operation
  const changed: HttpOperation = {
    ...operation,
    summary: override.summary ?? operation.summary,
    notes: override.notes ?? operation.notes,
    deprecated: override.deprecated ?? operation.deprecated,
    writes: override.writes ?? operation.writes,
    result: override.answer === undefined ? result : memberOf(result, override.answer, context.document, refuse),
    faults: declareFaults(operation.faults, override.faults),
    needs: override.needs ?? operation.needs,
    limits: override.limits ?? operation.limits,
    retry: {
      timeout: override.timeout ?? retry.timeout,
      retries: override.retries ?? retry.retries,
      idempotent: override.idempotent ?? retry.idempotent,
    },
    breaker: override.breaker ?? operation.breaker,
    cache: override.cache ?? operation.cache,
    strict: override.strict ?? operation.strict,
    probe: override.probe ?? operation.probe,
  }
  checkMethod({ ...changed, public: override.public ?? false }, refuse)
  return changed
}

/** The result that is a member of the described answer. */
function memberOf(
  { schema, content }: ResultTemplate,
  member: string,
  document: unknown,
  refuse: Refuse,
): ResultTemplate {
  if (content !== 'json' || schema === undefined) return refuse('answer', 'is for answers in JSON; leave it out')
  const { properties = {} } = schema.$ref === undefined ? schema : findRef(document, schema.$ref)
  const inner = Object.hasOwn(properties, member) ? properties[member] : undefined
  if (inner === undefined) {
    return refuse(
      'answer',
      `is ${member}, which the described answer has not; ${proposeWord(member, Object.keys(properties))}`,
    )
  }
  return { schema: inner, content, member }
}
