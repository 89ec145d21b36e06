import type { ErrorRequestHandler, RequestHandler } from 'express'
import { ApiError, apiError, isGatewayFault, malformed } from '../core/api-error.js'
import { HttpProblem } from './http-problem.js'
import type { PageContext } from './page-context.js'
import { isFromProgram } from './programs.js'
import { noteReason } from './request-log.js'

/** Answers addresses that lead nowhere. */
export const notFound: RequestHandler = () => {
  throw new HttpProblem(404, 'There is no page at this address')
}

/** Answers verbs that a page does not take. */
export function onlyVerbs(verbs: readonly string[]): RequestHandler {
  return (_req, res) => {
    res.setHeader('Allow', verbs.join(', '))
    throw new HttpProblem(405, `This address takes ${verbs.join(', ')} only`)
  }
}

/** What a visitor is told about a failure. */
interface ErrorView {
  readonly status: number
  readonly title: string
  readonly text: string
}

/** Turns whatever a page threw into a page of its own; what is our fault is logged under the id that it shows. */
export function failurePage({
  show,
  logger,
  writeFault,
}: Pick<PageContext, 'show' | 'logger' | 'writeFault'>): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    if (res.headersSent) return next(thrown)
    const { status, title, text } = tell(thrown)
    const id = String(req.id)
    const isOurs = status >= 500 && !isMaintenance(thrown)
    if (isOurs) logger.error({ id, err: thrown }, 'page failed')
    if (thrown instanceof ApiError && thrown.retryAfter !== undefined) res.setHeader('Retry-After', thrown.retryAfter)
    noteReason(res, thrown instanceof ApiError ? thrown.reason : text)
    res.status(status).vary('Accept')
    if (isFromProgram(req)) {
      const fault = faultOf(thrown, { status, text, id })
      const { contentType, body } = writeFault(fault, status)
      res.type(contentType).send(body)
      return
    }
    show(req, res, 'message', { title, text, ...(isOurs && { id }) })
  }
}

/** The same in the words of the API, for programs that hold an address of pages for one of its own. */
function faultOf(
  thrown: unknown,
  told: { readonly status: number; readonly text: string; readonly id: string },
): ApiError {
  if (thrown instanceof ApiError && thrown.fault !== 'service-error') return thrown
  if (told.status >= 500) return apiError('service-error', { detail: `Report the id ${told.id}` })
  if (told.status === 404) return apiError('method-not-found', { detail: told.text })
  return told.status === 413 ? apiError('request-too-large', { detail: told.text }) : malformed(told.text)
}

function isMaintenance(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.fault === 'maintenance'
}

function tell(thrown: unknown): ErrorView {
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

/** The status that an error of express or its body parser names, where it is the visitor's; else 500. */
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
