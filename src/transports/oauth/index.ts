import { ApiError } from '../../core/api-error.js'
import { spokenFault } from '../../core/dialect.js'
import type { Answer, Gateway } from '../../core/gateway.js'
import type { NonceWindow } from '../../core/ports/admission.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { OAuthFlow } from '../../identity/oauth1/flow.js'
import { refusalHeaders } from '../shared/limit-headers.js'
import { apiReply, bareReply, type Headers, type Reply } from '../shared/reply.js'
import type { Exchange, Transport } from '../transport.js'
import { accessName, createOperations, requestName } from './operations.js'
import { problemStatus, writeFields, writeProblem } from './problem.js'
import { type OperationReader, readCall } from './read-call.js'

/** What the OAuth endpoints are made of. */
export interface OAuthDependencies extends OperationReader {
  readonly gateway: Gateway
  readonly flow: OAuthFlow
  readonly nonceWindow: NonceWindow
  readonly clock: Clock
}

const operationsByPath: ReadonlyMap<string, string> = new Map([
  ['/apps/oauth/request', requestName],
  ['/apps/oauth/access', accessName],
])

const allowedVerbs = 'GET, HEAD, POST, OPTIONS'
const callVerbs: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])
const contentType = 'application/x-www-form-urlencoded; charset=utf-8'

/**
 * The endpoints of OAuth 1.0a that applications call: `/apps/oauth/request` gives temporary credentials and
 * `/apps/oauth/access` exchanges them (RFC 5849 sections 2.1 and 2.3). Between them users are asked, on a page.
 */
export function createOAuthTransport(parts: OAuthDependencies): Transport {
  const { gateway, flow, dialect, nonceWindow, clock } = parts
  const operations = createOperations(flow, dialect)

  const refusal = ({ origin }: Exchange, error: ApiError): Reply => {
    const challenge = ['WWW-Authenticate', `OAuth realm="${origin.publicUrl()}"`]
    const verbs = error.fault === 'post-required' ? ['Allow', allowedVerbs] : []
    const headers: Headers = [...challenge, ...verbs, ...refusalHeaders(error)]
    return apiReply(
      problemStatus(error),
      contentType,
      writeProblem(error, spokenFault(dialect, error), nonceWindow, seconds(clock)),
      headers,
    )
  }

  return {
    serves: (route) => operationsByPath.has(withoutSlash(route)),
    async answer(exchange) {
      const { req, route } = exchange
      if (req.method === undefined || !callVerbs.has(req.method)) {
        return bareReply(req.method === 'OPTIONS' ? 204 : 405, ['Allow', allowedVerbs])
      }
      const outcome = await gateway.call(
        exchange.client('oauth'),
        () => readCall(exchange, operationsByPath.get(withoutSlash(route)) ?? '', parts),
        writeCredentials,
        { own: operations },
      )
      return outcome instanceof ApiError ? refusal(exchange, outcome) : apiReply(200, contentType, outcome, [])
    },
  }
}

function withoutSlash(route: string): string {
  return route.endsWith('/') ? route.slice(0, -1) : route
}

/** What an operation gives, as the form that clients read. */
function writeCredentials({ entry, result }: Answer): string {
  const fields = Object.entries(entry.method.result.parse(result))
  return writeFields(fields.map(([name, value]) => [name, String(value)] as const))
}
