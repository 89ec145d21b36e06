import type { IncomingMessage } from 'node:http'
import type { Headers } from '../shared/reply.js'

/** The CORS policy: which origins may read answers (the setting CORS_ORIGINS). */
export interface CorsPolicy {
  /** The headers of an answer; any origin may read those to anonymous GETs. */
  answer(req: IncomingMessage, credentialed: boolean): Headers
  /** The headers of a preflight; empty for an origin that may not call. */
  preflight(req: IncomingMessage, asked: Preflight): Headers
}

/** What pages may send to an address. */
export interface Preflight {
  /** The verbs, as in the Allow header. */
  readonly verbs: string
  /** Headers beside those of every call. */
  readonly headers: readonly string[]
}

const none: Headers = []

/** The headers exposed beyond the safelisted ones (Fetch section 3.3.3). */
const exposed: Headers = ['Access-Control-Expose-Headers', 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy']

const anybody: Headers = ['Access-Control-Allow-Origin', '*', ...exposed]

/**
 * @param origins gives the origins, as `https://host[:port]`, that may make credentialed calls and read their answers;
 * called for every cross-origin request, since a reload may change them
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
    preflight(req, { verbs, headers }) {
      const { origin } = req.headers
      if (origin === undefined || !origins().includes(origin)) return none
      return [
        ...listed(origin),
        'Access-Control-Allow-Methods',
        verbs,
        'Access-Control-Allow-Headers',
        ['Authorization', 'Content-Type', 'X-Api-Key', ...headers].join(', '),
        'Access-Control-Max-Age',
        '600',
      ]
    },
  }
}
