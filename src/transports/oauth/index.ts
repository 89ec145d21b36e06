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

/** What the OAuth endpoints are made of. */
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

/** The endpoint that gives temporary credentials (RFC 5849 section 2.1). */
export function createOAuthRequest(parts: OAuthDependencies): Transport {
  return createEndpoint(requestOperation(parts.flow, parts.dialect, parts.kinds), parts)
}

/** The endpoint that exchanges temporary credentials, which a user has allowed on a page, for a token (section 2.3). */
export function createOAuthAccess(parts: OAuthDependencies): Transport {
  return createEndpoint(accessOperation(parts.flow, parts.dialect), parts)
}

function createEndpoint(operation: Operation, parts: OAuthDependencies): Transport {
  const { gateway } = parts
  return {
    async answer(exchange) {
      const { req } = exchange
      if (req.method === undefined || !callVerbs.has(req.method)) {
        return bareReply(req.method === 'OPTIONS' ? 204 : 405, ['Allow', allowedVerbs])
      }
      const outcome = await gateway.call(
        exchange.client('oauth'),
        () => readCall(exchange, operation, parts),
        writeCredentials,
      )
      if (outcome.fault !== undefined) return refusal(exchange, outcome.fault, parts)
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

/** What an operation gives, as the form that clients read. */
function writeCredentials({ method, result }: Answer): string {
  const fields = Object.entries(membersOf(result, method.result))
  return writeFields(fields.map(([name, value]) => [name, String(value)] as const))
}
