import type { Response } from 'express'
import { ApiError, isGatewayFault } from '../../core/api-error.js'
import type { Logins } from '../../identity/grants/logins.js'
import { queryPairs } from '../request-fields.js'
import { limitForms } from '../security-headers.js'

/** The path that applications send users to for consent. */
export const authorisePath = '/apps/authorize'

/**
 * Adds the application's callback to the `form-action` of a log-in page that a user reached from a login link. A user who
 * has consented before is redirected to the callback right after the form.
 */
export async function allowCallbackOf(logins: Logins, res: Response, next: string): Promise<void> {
  if (next.split('?', 1)[0] !== authorisePath) return
  try {
    const { callback } = await logins.open(queryPairs(next))
    if (callback !== undefined) limitForms(res, [callback])
  } catch (thrown) {
    // An invalid link shows its error on the consent page.
    if (isGatewayFault(ApiError.from(thrown))) throw thrown
  }
}
