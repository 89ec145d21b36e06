import type { IncomingMessage } from 'node:http'

/**
 * The media type of a body in lower case, without its parameters; empty where none is given. Some clients write a comma
 * before the parameters.
 */
export function mediaType(req: IncomingMessage): string {
  const header = req.headers['content-type'] ?? ''
  const end = header.search(/[;,]/)
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase()
}

/** The charset that the Content-Type names, in lower case; undefined where it names none. */
export function charsetOf(req: IncomingMessage): string | undefined {
  const found = /[;,][ \t]*charset[ \t]*=[ \t]*["']?([^\s"';,]+)/i.exec(req.headers['content-type'] ?? '')
  return found?.[1]?.toLowerCase()
}
