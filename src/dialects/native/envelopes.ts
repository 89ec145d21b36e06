import type { Envelopes, Format } from '../../core/dialect/envelopes.js'
import { jsonContentType } from '../../transports/shared/formats/json.js'

/** The result as it is, without anything around it; faults as problem details (RFC 9457). */
const json: Format = {
  notation: 'json',
  contentType: jsonContentType,
  faultContentType: 'application/problem+json',
  answer: (payload) => payload,
  fault: ({ code, name, title, detail, parameters }, status, { id }) =>
    JSON.stringify({
      type: 'about:blank',
      title,
      status,
      detail,
      code,
      name,
      request_id: id === '' ? undefined : id,
      parameters: parameters.length === 0 ? undefined : parameters,
    }),
}

/** JSON alone, over HTTP alone. */
export const envelopes: Envelopes = {
  payload: { reserved: new Set(), list: 'items', value: 'value' },
  formats: new Map(),
  usual: json,
  soap: undefined,
  xmlrpc: 'struct',
  compressed: true,
  annotated: true,
}
