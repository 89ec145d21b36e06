import type { IncomingMessage } from 'node:http'
import type { Headers } from '../shared/reply.js'
import { allowedVerbs } from './verbs.js'

/** Which browser pages may read answers (the setting CORS_ORIGINS). */
export interface CorsPolicy {
  /** Headers for the answer of a call; anonymous GETs may be read by any page. */
  answer(req: IncomingMessage, credentialed: boolean): Headers
  /** Headers for an OPTIONS request; empty where the page may not call. */
  preflight(req: IncomingMessage): Headers
}

const none: Headers = []

/** What pages may read beside the headers that every page may (Fetch section 3.3.3). */
const exposed: Headers = ['Access-Control-Expose-Headers', 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy']

const anybody: Headers = ['Access-Control-Allow-Origin', '*', ...exposed]

/**
 * @param origins gives the pages, as `https://host[:port]`, that may make credentialed calls and read their answers;
 * asked by every request of a page, since they may change while the server runs
 */
export function createCorsPolicy(origins: () => readonly string[]): CorsPolicy {
  const listed = (origin: string): Headers => ['Access-Control-Allow-Origin', origin, 'Vary', 'Origin']
  return {
    answer(req, credentialed) {
      const { origin } = req.headers
      if (origin === undefined) return none
      if (origins().includes(origin)) return [...listed(origin), ...exposed]
      return !credentialed && (req.method === 'GET' || req.method === 'HEAD') ? anybody : none
    },
    preflight(req) {
      const { origin } = req.headers
      if (origin === undefined || !origins().includes(origin)) return none
      return [
        ...listed(origin),
        'Access-Control-Allow-Methods',
        allowedVerbs,
        'Access-Control-Allow-Headers',
        'Authorization, Content-Type, X-Api-Key',
        'Access-Control-Max-Age',
        '600',
      ]
    },
  }
}
