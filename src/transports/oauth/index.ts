import type { ApiError } from '../../core/api-error.js'
import { spokenFault } from '../../core/dialect/faults.js'
import type { Answer, Gateway } from '../../core/gateway.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import type { NonceWindow } from '../../core/ports/admission.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { OAuthFlow } from '../../identity/oauth1/flow.js'
import { membersOf } from '../shared/formats/scalar-text.js'
import { refusalHeaders } from '../shared/limit-headers.js'
import { apiReply, bareReply, type Headers, type Reply } from '../shared/reply.js'
import type { Exchange, Transport } from '../transport.js'
import { accessOperation, type Operation, requestOperation } from './operations.js'
import { problemStatus, writeFields, writeProblem } from './problem.js'
import { type OperationReader, readCall } from './read-call.js'

/** The dependencies of the OAuth endpoints. */
export interface OAuthDependencies extends OperationReader {
  readonly gateway: Gateway
  readonly flow: OAuthFlow
  readonly kinds: PermissionKinds
  readonly nonceWindow: NonceWindow
  readonly clock: Clock
}

const allowedVerbs = 'GET, HEAD, POST, OPTIONS'
const callVerbs: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])
const contentType = 'application/x-www-form-urlencoded; charset=utf-8'

/** Creates the endpoint for temporary credentials (RFC 5849 section 2.1). */
export function createOAuthRequest(dependencies: OAuthDependencies): Transport {
  return createEndpoint(requestOperation(dependencies.flow, dependencies.dialect, dependencies.kinds), dependencies)
}

/** Creates the endpoint that exchanges authorised temporary credentials for token credentials (section 2.3). */
export function createOAuthAccess(dependencies: OAuthDependencies): Transport {
  return createEndpoint(accessOperation(dependencies.flow, dependencies.dialect), dependencies)
}

function createEndpoint(operation: Operation, dependencies: OAuthDependencies): Transport {
  const { gateway, dialect } = dependencies
  return {
    async answer(exchange) {
      const { req } = exchange
      if (req.method === undefined || !callVerbs.has(req.method)) {
        return bareReply(req.method === 'OPTIONS' ? 204 : 405, ['Allow', allowedVerbs])
      }
      const outcome = await gateway.call(
        exchange.client('oauth', dialect.name),
        () => readCall(exchange, operation, dependencies),
        writeCredentials,
      )
      if (outcome.fault !== undefined) return refusal(exchange, outcome.fault, dependencies)
      return apiReply(200, contentType, outcome.answer, [])
    },
  }
}

function refusal({ origin }: Exchange, error: ApiError, { dialect, nonceWindow, clock }: OAuthDependencies): Reply {
  const challenge = ['WWW-Authenticate', `OAuth realm="${origin.publicUrl()}"`]
  const verbs = error.fault === 'post-required' ? ['Allow', allowedVerbs] : []
  const headers: Headers = [...challenge, ...verbs, ...refusalHeaders(error)]
  const body = writeProblem(error, spokenFault(dialect, error), nonceWindow, seconds(clock))
  return apiReply(problemStatus(error), contentType, body, headers)
}

/** Writes the result of an operation as a form. */
function writeCredentials({ method, result }: Answer): string {
  const fields = Object.entries(membersOf(result, method.result))
  return writeFields(fields.map(([name, value]) => [name, String(value)] as const))
}
