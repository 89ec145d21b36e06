import type { IncomingMessage, ServerResponse } from 'node:http'
import { pinoHttp } from 'pino-http'
import { nextRequestId, requestIdHeader } from '../http/request-id.js'
import type { PageDependencies } from './dependencies.js'

const reasons = new WeakMap<ServerResponse, string>()

/** Sets the reason of a refusal for the log line of a request. It must hold no secret. */
export function noteReason(res: ServerResponse, reason: string): void {
  reasons.set(res, reason)
}

/**
 * Middleware that logs one line a page: client, verb, path, status, bytes, time, and the reason of a refusal. Queries,
 * headers and cookies are left out, since they hold frobs and session ids.
 */
export function requestLog({ logger, clientOf }: Pick<PageDependencies, 'logger' | 'clientOf'>) {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    genReqId: (_req, res) => String(res.getHeader(requestIdHeader) ?? nextRequestId()),
    wrapSerializers: false,
    serializers: {
      req: (req: IncomingMessage) => ({
        id: req.id,
        address: clientOf(req).address,
        method: req.method,
        path: req.url?.split('?', 1)[0],
      }),
      res: (res: ServerResponse) => ({ status: res.statusCode, bytes: bytesOf(res), reason: reasons.get(res) }),
    },
    customLogLevel: (_req, res) => (res.statusCode === 500 ? 'error' : 'info'),
    customErrorMessage: () => 'page failed',
    customSuccessMessage: () => 'page',
  })
}

/** The bytes of the body; undefined if the response has no Content-Length. */
function bytesOf(res: ServerResponse): number | undefined {
  if (res.req.method === 'HEAD' || res.statusCode === 304) return 0
  const length = res.getHeader('Content-Length')
  return length === undefined ? undefined : Number(length)
}
