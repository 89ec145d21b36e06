import type { AnswerMeta } from '../../core/answer-meta.js'
import type { UpstreamResponse } from '../client/upstream-client.js'

const effects: ReadonlyMap<number, AnswerMeta['effect']> = new Map([
  [201, 'created'],
  [202, 'accepted'],
  [204, 'nothing'],
])

/**
 * Reads what an answer says beside its content.
 *
 * @param urls the addresses of the service, whose own locations become paths below it
 * @param isOpen whether anyone may call the method; answers of any other are for the caller alone
 * @returns undefined where it says nothing
 */
export function readMeta(response: UpstreamResponse, urls: readonly URL[], isOpen: boolean): AnswerMeta | undefined {
  const effect = effects.get(response.status)
  const location = response.header('location')
  const links = response.header('link')
  const entityTag = response.header('etag')
  const lastModified = response.header('last-modified')
  const caching = response.header('cache-control')
  const isPlain =
    location === undefined &&
    links === undefined &&
    entityTag === undefined &&
    lastModified === undefined &&
    caching === undefined
  if (isPlain) return effect === undefined ? undefined : { effect }
  return {
    ...{ effect, links, entityTag, lastModified },
    location: location && ownLocation(location, urls),
    caching: caching === undefined || isOpen ? caching : privateCaching(caching),
  }
}

/** Directives by which shared caches keep answers (RFC 9111 sections 5.2.2.9 and 5.2.2.10). */
const shared = /^(?:public|s-maxage\b.*|private)$/i

/** A Cache-Control by which no shared cache keeps an answer: the service does not know that the gateway asked for a key. */
function privateCaching(caching: string): string {
  const directives = caching.split(',').map((directive) => directive.trim())
  return ['private', ...directives.filter((directive) => directive !== '' && !shared.test(directive))].join(', ')
}

/**
 * A location as clients of the gateway can use it: below the service a path; elsewhere on its hosts, which clients cannot reach, undefined;
 * on another host as it is.
 */
function ownLocation(location: string, urls: readonly URL[]): string | undefined {
  for (const base of urls) {
    if (!URL.canParse(location, base.href)) return undefined
    const target = new URL(location, base)
    if (target.origin !== base.origin) continue
    const folder = base.pathname.replace(/\/$/, '')
    const path = target.pathname + target.search
    return path === folder || path.startsWith(`${folder}/`) ? path.slice(folder.length) : undefined
  }
  return location
}
