import type { Notation } from '../../../core/dialect/envelopes.js'
import type { CompilePayload } from './format.js'
import { jsonPayload } from './json.js'
import { phpPayload } from './php.js'
import { typedJson } from './typed-json.js'
import { xmlPayload } from './xml.js'

/** The payload writers of all notations; the type is exhaustive. */
export const payloads: Readonly<Record<Notation, CompilePayload>> = {
  'json-text': jsonPayload,
  json: () => typedJson,
  xml: xmlPayload,
  php: phpPayload,
}
