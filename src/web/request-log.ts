import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { randomHex } from '../core/auth/hash.js'

/** One line a page: verb, path, status and time. Never a query, a header or a cookie: frobs and sessions stand there. */
export function requestLog(logger: Logger) {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    genReqId: () => randomHex(8),
    wrapSerializers: false,
    serializers: {
      req: (req: IncomingMessage) => ({ id: req.id, method: req.method, path: req.url?.split('?', 1)[0] }),
      res: (res: ServerResponse) => ({ status: res.statusCode }),
    },
    customLogLevel: (_req, res) => (res.statusCode === 500 ? 'error' : 'info'),
    customErrorMessage: () => 'page failed',
    customSuccessMessage: () => 'page',
  })
}
