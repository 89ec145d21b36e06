import type { ApiError } from '../../core/api-error.js'
import { type Dialect, spokenFault } from '../../core/dialect.js'
import type { Answer } from '../../core/gateway.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { RegisteredMethod } from '../../core/registry.js'
import { compilePayloads, formats } from '../shared/formats/payloads.js'
import { membersOf, type Render } from '../shared/formats/scalar-text.js'
import { bareMethods } from './describe.js'
import { faultValue } from './write-fault.js'
import { compileValue } from './write-value.js'

/** Writes whole bodies. */
export interface Writer {
  readonly contentType: string
  answer(answer: Answer): string
  fault(error: ApiError): string
}

const declaration = '<?xml version="1.0" encoding="utf-8"?>\n'

/** The body of an answer, of what its value holds. */
export function methodResponse(value: string): string {
  return `${declaration}<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`
}

/** Compiles the writers of what methods answer, natively: what the `value` of the answer holds. */
export function compileAnswers(methods: readonly RegisteredMethod[]): (answer: Answer) => string {
  const compiled = new Map(methods.map((method) => [method, compileAnswer(method)]))
  return ({ method, result }) => {
    const render = compiled.get(method)
    if (render === undefined) throw new TypeError(`${method.name} is no method of this transport`)
    return render(result)
  }
}

function compileAnswer({ name, result: shape }: RegisteredMethod): Render {
  const [only] = shape.members
  if (only === undefined || !bareMethods.has(name)) return compileValue(shape)
  const render = compileValue(only.shape)
  return (result) => render(membersOf(result, shape)[only.name])
}

/** Makes the writer of XML-RPC itself. @param writeValue see {@link compileAnswers} */
export function nativeWriter(writeValue: (answer: Answer) => string, dialect: Dialect): Writer {
  return {
    contentType: 'text/xml; charset=utf-8',
    answer: (answer) => methodResponse(writeValue(answer)),
    fault: (error) =>
      `${declaration}<methodResponse><fault><value>${faultValue(spokenFault(dialect, error))}</value></fault></methodResponse>`,
  }
}

/** Makes the writers of the other formats, by the word that an address ends in. */
export function formatWriters(
  methods: readonly RegisteredMethod[],
  dialect: Dialect,
  clock: Clock,
): ReadonlyMap<string, Writer> {
  const { wrapper } = dialect
  const payloads = compilePayloads(methods)
  const writers = [...formats.values()].map((format): [string, Writer] => [
    format.name,
    {
      contentType: format.contentType,
      answer: ({ method, result }) => format.answer(payloads(method, format)(result), wrapper, seconds(clock)),
      fault: (error) => format.fault(spokenFault(dialect, error), wrapper, seconds(clock)),
    },
  ])
  return new Map(writers)
}
