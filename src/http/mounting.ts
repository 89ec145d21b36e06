import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { apiError } from '../core/api-error.js'
import { apiReply, sendReply } from '../transports/shared/reply.js'
import type { WriteFault } from '../transports/shared/write-fault.js'
import { hasBody, originForm } from './request-head.js'

/** A request as a framework such as express passes it on. */
export interface MountedRequest extends IncomingMessage {
  /** The request target as the client sent it; `url` has lost the part that the framework matched. */
  readonly originalUrl?: string
  /** The part of the path that the framework matched. */
  readonly baseUrl?: string
}

/** Passes a request on to the next handler of the framework. @param error what went wrong, where something did */
export type Next = (error?: unknown) => void

/** Answers a request in a host program, or passes it on. */
export type MountedHandler = (req: MountedRequest, res: ServerResponse, next?: Next) => void

/** The dependencies of {@link mount}. */
export interface MountDependencies {
  readonly handle: RequestListener
  /** The path below which the host program mounts the gateway; empty where that is the root. */
  readonly prefix: string
  /** Whether the gateway answers at a path, given without the prefix. */
  readonly owns: (path: string) => boolean
  readonly writeFault: WriteFault
  /** Called with what the author of the host program has to mend. */
  readonly onMistake: (error: TypeError) => void
}

/**
 * Makes the handler for host programs. Requests for other addresses are passed on by `next`, if the framework gives one.
 * `req.url` loses the prefix of requests that the gateway answers.
 */
export function mount({ handle, prefix, owns, writeFault, onMistake }: MountDependencies): MountedHandler {
  return (req, res, next) => {
    const base = req.baseUrl ?? ''
    if (next !== undefined && !isAbove(base, prefix)) {
      next(new TypeError(`The gateway is mounted at ${base}; createGateway needs { prefix: '${base}' }`))
      return
    }
    const target = below(originForm(req.originalUrl ?? req.url ?? '/'), prefix)
    if (target === undefined || (next !== undefined && !owns(target.split('?', 1)[0] ?? ''))) {
      if (next !== undefined) next()
      else refuse(res, 404, new TypeError(`This address is not below ${prefix}`), writeFault)
      return
    }
    if (wasRead(req)) {
      const mistake = new TypeError(
        'The body was read before the gateway got it; mount the gateway before body parsers',
      )
      onMistake(mistake)
      refuse(res, 500, mistake, writeFault)
      return
    }
    req.url = target
    handle(req, res)
  }
}

/** Whether a path that the framework matched, which has no case, is the prefix or leads to it. */
function isAbove(base: string, prefix: string): boolean {
  return `${prefix}/`.toLowerCase().startsWith(`${base}/`.toLowerCase())
}

/** The request target below the prefix; undefined for those elsewhere. */
function below(url: string, prefix: string): string | undefined {
  if (!url.startsWith(prefix)) return undefined
  const rest = url.slice(prefix.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : undefined
}

/** Whether the host program has consumed the body. */
function wasRead(req: IncomingMessage): boolean {
  return (req.readableDidRead || req.readableEnded) && hasBody(req)
}

function refuse(res: ServerResponse, status: 404 | 500, { message }: TypeError, writeFault: WriteFault): void {
  const fault = apiError(status === 404 ? 'method-not-found' : 'service-error', { detail: message })
  const { contentType, body } = writeFault(fault, status)
  sendReply(res, apiReply(status, contentType, body, []))
}
