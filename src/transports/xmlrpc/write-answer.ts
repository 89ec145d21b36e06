import type { PayloadNames } from '../../core/dialect/envelopes.js'
import { spokenFault } from '../../core/dialect/faults.js'
import type { Dialect } from '../../core/dialect.js'
import type { Answer } from '../../core/gateway.js'
import type { MethodDescription } from '../../core/method-spec.js'
import type { BodyWriter } from '../shared/formats/body-writers.js'
import { compilePayload } from '../shared/formats/payload-shape.js'
import { membersOf, type Render } from '../shared/formats/scalar-text.js'
import { xmlContentType, xmlDeclaration, xmlPayload } from '../shared/formats/xml.js'
import { memo } from '../shared/memo.js'
import { escapeText } from '../shared/xml/escape.js'
import { bareMethods, isSystemMethod } from './describe.js'
import { faultValue } from './write-fault.js'
import { compileValue } from './write-value.js'

/** Writes the content of the `value` of an answer. */
export type WriteValue = (answer: Answer) => string

/** Writes a methodResponse. @param value the content of its `value` */
export function methodResponse(value: string): string {
  return `${xmlDeclaration}<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`
}

/** Creates the writer of values of a dialect; the methods of the protocol always use native types. */
export function valueWriter({ envelopes }: Dialect): WriteValue {
  const compile = nativeCompiler(envelopes.payload)
  const writeNative: WriteValue = ({ method, result }) => compile(method)(result)
  if (envelopes.xmlrpc === 'struct') return writeNative
  const xml = xmlPayload(envelopes.payload)
  const writeXmlText: WriteValue = ({ method, result }) => `<string>${escapeText(xml(method.result)(result))}</string>`
  return (answer) => (isSystemMethod(answer.method.name) ? writeNative(answer) : writeXmlText(answer))
}

/** Creates the body writer of XML-RPC. */
export function nativeWriter(dialect: Dialect, writeValue: WriteValue): BodyWriter {
  return {
    contentType: xmlContentType,
    faultContentType: xmlContentType,
    answer: (answer) => methodResponse(writeValue(answer)),
    fault: (error) =>
      `${xmlDeclaration}<methodResponse><fault><value>${faultValue(spokenFault(dialect, error))}</value></fault></methodResponse>`,
  }
}

/** The compiler of writers of native values, with the names of a dialect. */
const nativeCompiler = memo((names: PayloadNames) =>
  memo(({ name, result: shape }: MethodDescription): Render => {
    if (shape.kind === 'file') return compileValue(shape)
    const [only] = shape.kind === 'object' && bareMethods.has(name) ? shape.members : []
    if (shape.kind !== 'object' || only === undefined) return compilePayload(shape, names, compileValue)
    const render = compileValue(only.shape)
    return (result) => render(membersOf(result, shape)[only.name])
  }),
)
