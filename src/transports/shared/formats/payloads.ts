import type { Notation } from '../../../core/dialect/envelopes.js'
import type { CompilePayload } from './format.js'
import { jsonPayload } from './json.js'
import { phpPayload } from './php.js'
import { typedJson } from './typed-json.js'
import { xmlPayload } from './xml.js'

/** The writers of payloads; a notation that has none does not compile. */
export const payloads: Readonly<Record<Notation, CompilePayload>> = {
  'json-text': jsonPayload,
  json: typedJson,
  xml: xmlPayload,
  php: phpPayload,
}
