import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { ApiError, apiError, isGatewayFault, malformed } from '../core/api-error.js'
import type { PageContext } from './page-context.js'
import { noteReason } from './request-log.js'

/** An error of a request for a page, with its HTTP status. */
export class HttpProblem extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'HttpProblem'
    this.status = status
  }
}

/** Answers paths that no page has with 404. */
export const notFound: RequestHandler = () => {
  throw new HttpProblem(404, 'There is no page at this address')
}

/** Answers verbs that a page does not take with 405. */
export function onlyVerbs(verbs: readonly string[]): RequestHandler {
  return (_req, res) => {
    res.setHeader('Allow', verbs.join(', '))
    throw new HttpProblem(405, `This address takes ${verbs.join(', ')} only`)
  }
}

/** The contents of the error page. */
interface ErrorView {
  readonly status: number
  readonly title: string
  readonly text: string
}

/** Makes the error handler of the pages: it shows an error page, and logs a server error under the id that the page shows. */
export function errorPage({
  show,
  logger,
  writeFault,
}: Pick<PageContext, 'show' | 'logger' | 'writeFault'>): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    if (res.headersSent) return next(thrown)
    const { status, title, text } = viewOf(thrown)
    const id = String(req.id)
    const isServerError = status >= 500 && !isMaintenance(thrown)
    if (isServerError) logger.error({ id, err: thrown }, 'page failed')
    if (thrown instanceof ApiError && thrown.retryAfter !== undefined) res.setHeader('Retry-After', thrown.retryAfter)
    noteReason(res, thrown instanceof ApiError ? thrown.reason : text)
    res.status(status).vary('Accept')
    if (wantsFault(req)) {
      const fault = faultOf(thrown, { status, text, id })
      const { contentType, body } = writeFault(fault, status)
      res.type(contentType).send(body)
      return
    }
    show(req, res, 'message', { title, text, ...(isServerError && { id }) })
  }
}

/** The paths of API clients, also those of other protocols; `/apps/oauth/authorize` among them is a page. */
const apiPaths = /^\/+(?:(?:api|rpc|services|soap|oauth2)(?:\/|$)|apps\/oauth\/(?!authorize\/?$)|.*\.json$)/

/** Whether an error is answered with a fault of the API instead of a page: by the path, or if only JSON is accepted. */
function wantsFault(req: Request): boolean {
  if (apiPaths.test(req.path)) return true
  const accepted = req.headers.accept ?? ''
  return /\bapplication\/(?:[\w.-]+\+)?json\b/i.test(accepted) && !/\btext\/html\b/i.test(accepted)
}

/** The error as a fault of the API. */
function faultOf(
  thrown: unknown,
  { status, text, id }: { readonly status: number; readonly text: string; readonly id: string },
): ApiError {
  if (thrown instanceof ApiError && thrown.fault !== 'service-error') return thrown
  if (status >= 500) return apiError('service-error', { detail: `Report the id ${id}` })
  if (status === 404) return apiError('method-not-found', { detail: text })
  return status === 413 ? apiError('request-too-large', { detail: text }) : malformed(text)
}

function isMaintenance(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.fault === 'maintenance'
}

function viewOf(thrown: unknown): ErrorView {
  if (isMaintenance(thrown)) {
    return { status: 503, title: 'Closed for maintenance', text: 'We are working on it. Please come back in a while.' }
  }
  if (thrown instanceof ApiError && !isGatewayFault(thrown)) {
    const reason = thrown.detail === undefined ? thrown.message : `${thrown.message}: ${thrown.detail}`
    const text = `${reason}. Start again from the application; if that does not help, tell its developer.`
    return { status: 400, title: 'This link does not work', text }
  }
  if (thrown instanceof ApiError && thrown.fault === 'service-unavailable') {
    return { status: 503, title: 'Not available just now', text: 'Please try again in a moment.' }
  }
  const status = statusOf(thrown)
  const text = thrown instanceof HttpProblem ? thrown.message : (explanations[status] ?? 'The request cannot be read')
  if (status < 500) return { status, title: titles[status] ?? 'This cannot be done', text: `${text}.` }
  return { status, title: 'Something went wrong', text: 'It is our fault. Please try again later.' }
}

/** The 4xx status of an error of express or its body parser; 500 for any other error. */
function statusOf(thrown: unknown): number {
  if (!(thrown instanceof Error) || !('status' in thrown)) return 500
  const { status } = thrown
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

const titles: Readonly<Record<number, string>> = {
  403: 'This form cannot be taken',
  404: 'Page not found',
  405: 'This cannot be done here',
}

const explanations: Readonly<Record<number, string>> = {
  403: 'The form is too old, or your browser keeps no cookies. Go back, reload the page and try again',
  413: 'The form is too large',
}
