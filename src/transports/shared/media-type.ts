import type { IncomingMessage } from 'node:http'

/**
 * The media type of a body in lower case, without parameters, which some clients separate by a comma; empty where there
 * is none.
 */
export function mediaType(req: IncomingMessage): string {
  const header = req.headers['content-type'] ?? ''
  const end = header.search(/[;,]/)
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase()
}

/** The charset of the Content-Type, in lower case; undefined where there is none. */
export function charsetOf(req: IncomingMessage): string | undefined {
  const found = /[;,][ \t]*charset[ \t]*=[ \t]*["']?([^\s"';,]+)/i.exec(req.headers['content-type'] ?? '')
  return found?.[1]?.toLowerCase()
}
