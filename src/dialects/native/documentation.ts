import { ApiError } from '../../core/api-error.js'
import type { Documentation } from '../../core/dialect/documentation.js'
import type { DocumentedFault } from '../../core/documented-method.js'
import { type FaultName, faultTable } from '../../core/errors.js'
import type { Requirements } from '../../core/method-spec.js'
import { sampleOf } from '../../core/schema/sample.js'
import { typedJson } from '../../transports/shared/formats/typed-json.js'
import { semanticStatus } from '../../transports/shared/http-status.js'
import { meanings } from './meanings.js'

/** What `api.methods.get` says of a method: headers that carry credentials, faults by name with their statuses, samples in JSON. */
export const documentation: Documentation = {
  pageOf: (name) => `/rpc/api.methods.get?method=${name}`,
  document: ({ needs, errors, result }) => ({
    credentials: credentialsOf(needs),
    faults: [...Object.entries(errors).map(([code, title]) => ownFault(Number(code), title)), ...commonFaults],
    sample: typedJson(result)(sampleOf(result)),
  }),
}

/** The headers of credentials. A bearer token and OAuth name their application, so that no key is needed beside them. */
function credentialsOf({ key, token, signature }: Requirements) {
  const authorised = token === true || signature === true
  return [
    { name: 'X-Api-Key', required: key !== false && !authorised, value: 'A header: the key of your application' },
    ...(authorised ? [{ name: 'Authorization', required: true, value: authorization }] : []),
  ]
}

const authorization = 'A header: Bearer and a token of the user, or OAuth 1.0a'

function ownFault(code: number, title: string): DocumentedFault {
  return { code, title, label: undefined, meaning: withStatus(new ApiError({ code, title }), title) }
}

const commonFaults: readonly DocumentedFault[] = Object.entries(meanings).flatMap(([name, meaning]) =>
  isFaultName(name) && meaning !== undefined ? [commonFault(name, meaning)] : [],
)

function commonFault(name: FaultName, meaning: string): DocumentedFault {
  const { code, title } = faultTable[name]
  return { code, title, label: name, meaning: withStatus(new ApiError(name), meaning) }
}

function withStatus(error: ApiError, meaning: string): string {
  return `${meaning} (HTTP ${semanticStatus(error)})`
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultTable, name)
}
