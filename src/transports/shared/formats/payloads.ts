import type { Notation } from '../../../core/dialect/envelopes.js'
import type { CompilePayload } from './format.js'
import { jsonPayload } from './json.js'
import { nativeJson } from './native-json.js'
import { phpPayload } from './php.js'
import { xmlPayload } from './xml.js'

/** The writers of payloads; a notation that has none does not compile. */
export const payloads: Readonly<Record<Notation, CompilePayload>> = {
  'json-text': jsonPayload,
  json: nativeJson,
  xml: xmlPayload,
  php: phpPayload,
}
