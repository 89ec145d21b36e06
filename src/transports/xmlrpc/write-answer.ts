import type { ApiError } from '../../core/api-error.js'
import { type Dialect, spokenFault } from '../../core/dialect.js'
import type { Answer } from '../../core/gateway.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { RegisteredMethod } from '../../core/registry.js'
import { compilePayload } from '../shared/formats/payload-shape.js'
import { formats } from '../shared/formats/payloads.js'
import { membersOf, type Render } from '../shared/formats/scalar-text.js'
import { memo } from '../shared/memo.js'
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

/** Writes natively what a method answered: what the `value` of the answer holds. */
export function writeValue({ method, result }: Answer): string {
  return compileAnswer(method)(result)
}

const compileAnswer = memo(({ name, result: shape }: RegisteredMethod): Render => {
  const [only] = shape.kind === 'object' && bareMethods.has(name) ? shape.members : []
  if (shape.kind !== 'object' || only === undefined) return compilePayload(shape, compileValue)
  const render = compileValue(only.shape)
  return (result) => render(membersOf(result, shape)[only.name])
})

/** Makes the writer of XML-RPC itself. */
export function nativeWriter(dialect: Dialect): Writer {
  return {
    contentType: 'text/xml; charset=utf-8',
    answer: (answer) => methodResponse(writeValue(answer)),
    fault: (error) =>
      `${declaration}<methodResponse><fault><value>${faultValue(spokenFault(dialect, error))}</value></fault></methodResponse>`,
  }
}

/** Makes the writers of the other formats, by the word that an address ends in. */
export function formatWriters(dialect: Dialect, clock: Clock): ReadonlyMap<string, Writer> {
  const { wrapper } = dialect
  const writers = [...formats.values()].map((format): [string, Writer] => [
    format.name,
    {
      contentType: format.contentType,
      answer: ({ method, result }) => format.answer(format.compile(method.result)(result), wrapper, seconds(clock)),
      fault: (error) => format.fault(spokenFault(dialect, error), wrapper, seconds(clock)),
    },
  ])
  return new Map(writers)
}
