import { spokenFault } from '../../core/dialect/faults.js'
import type { Dialect } from '../../core/dialect.js'
import type { Answer, ProtocolMethods } from '../../core/gateway.js'
import type { RegisteredMethod } from '../../core/registry.js'
import type { BodyWriter } from '../shared/formats/body-writers.js'
import { compilePayload } from '../shared/formats/payload-shape.js'
import { membersOf, type Render } from '../shared/formats/scalar-text.js'
import { xmlContentType, xmlDeclaration, xmlPayload } from '../shared/formats/xml.js'
import { memo } from '../shared/memo.js'
import { escapeText } from '../shared/xml/escape.js'
import { bareMethods } from './describe.js'
import { faultValue } from './write-fault.js'
import { compileValue } from './write-value.js'

/** Writes what the `value` of an answer holds. */
export type WriteValue = (answer: Answer) => string

/** The body of an answer, of what its value holds. */
export function methodResponse(value: string): string {
  return `${xmlDeclaration}<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`
}

/** Makes the writer of values as a dialect wants them. @param own the methods of the protocol, which answer in its types */
export function valueWriter({ envelopes }: Dialect, own: ProtocolMethods): WriteValue {
  if (envelopes.xmlrpc === 'struct') return writeNative
  return (answer) => (own.find(answer.method.name) === undefined ? writeXmlText(answer) : writeNative(answer))
}

/** Makes the writer of XML-RPC itself. */
export function nativeWriter(dialect: Dialect, writeValue: WriteValue): BodyWriter {
  return {
    contentType: xmlContentType,
    faultContentType: xmlContentType,
    answer: (answer) => methodResponse(writeValue(answer)),
    fault: (error) =>
      `${xmlDeclaration}<methodResponse><fault><value>${faultValue(spokenFault(dialect, error))}</value></fault></methodResponse>`,
  }
}

function writeNative({ method, result }: Answer): string {
  return compileNative(method)(result)
}

const compileNative = memo(({ name, result: shape }: RegisteredMethod): Render => {
  const [only] = shape.kind === 'object' && bareMethods.has(name) ? shape.members : []
  if (shape.kind !== 'object' || only === undefined) return compilePayload(shape, compileValue)
  const render = compileValue(only.shape)
  return (result) => render(membersOf(result, shape)[only.name])
})

function writeXmlText({ method, result }: Answer): string {
  return `<string>${escapeText(xmlPayload(method.result)(result))}</string>`
}
