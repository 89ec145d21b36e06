import type { Response } from 'express'
import { ApiError, isGatewayFault } from '../../core/api-error.js'
import type { Logins } from '../../identity/grants/logins.js'
import { queryPairs } from '../request-fields.js'
import { limitForms } from '../security-headers.js'

/** Where applications send users to ask for permission. */
export const authorisePath = '/apps/authorize'

/**
 * Lets the form of a log-in page end at the callback of the application that the user came from: whoever has
 * allowed it before is sent there without being asked, by a redirect right after the form.
 */
export async function allowCallbackOf(logins: Logins, res: Response, next: string): Promise<void> {
  if (next.split('?', 1)[0] !== authorisePath) return
  try {
    const { callback } = await logins.open(queryPairs(next))
    if (callback !== undefined) limitForms(res, [callback])
  } catch (thrown) {
    // A link that does not hold will say so on its own page.
    if (isGatewayFault(ApiError.from(thrown))) throw thrown
  }
}
