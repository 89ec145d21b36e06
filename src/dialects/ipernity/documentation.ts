import type { Documentation } from '../../core/dialect/documentation.js'
import type { Requirements } from '../../core/method-spec.js'
import { sampleOf } from '../../core/schema/sample.js'
import { xmlPayload } from '../../transports/shared/formats/xml.js'
import { names } from './credentials.js'
import { envelopes } from './envelopes.js'
import { faults } from './faults.js'

/** What `api.methods.get` says of a method (spec/ipernity-wire section 5): parameters that carry credentials, samples in XML. */
export const documentation: Documentation = {
  pageOf: (name) => `/api/api.methods.get?method=${name}`,
  document: ({ needs, errors, result }) => ({
    credentials: credentialsOf(needs),
    faults: [
      ...Object.entries(errors).map(([code, title]) => ({
        code: Number(code),
        title,
        label: undefined,
        meaning: title,
      })),
      ...Object.values(faults),
    ],
    sample: xmlPayload(envelopes.payload)(result)(sampleOf(result)),
  }),
}

/** The credential parameters of a method with these requirements. */
function credentialsOf({ key, token, signature }: Requirements) {
  return [
    { name: names.key, required: key !== false, value: 'The key of your application' },
    ...(token === true ? [{ name: names.token, required: true, value: 'The token of the user' }] : []),
    ...(signature === true ? [{ name: names.signature, required: true, value: 'The signature of the call' }] : []),
  ]
}
