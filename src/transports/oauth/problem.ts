import type { ApiError } from '../../core/api-error.js'
import { percentEncode } from '../../core/auth/oauth1/percent-encode.js'
import { OAuthProblem } from '../../core/auth/oauth1/problem.js'
import { type CommonCode, errorTable, isCommonCode } from '../../core/errors.js'
import type { NonceWindow } from '../../core/ports/admission.js'

/** The words of the OAuth problem reporting extension for codes of the table; every other one is `unknown_problem`. */
const words: Readonly<Partial<Record<number, string>>> = {
  101: 'consumer_key_unknown',
  105: 'signature_invalid',
  107: 'token_rejected',
  108: 'permission_denied',
  111: 'permission_denied',
  123: 'parameter_rejected',
  130: 'version_rejected',
  131: 'parameter_absent',
  132: 'timestamp_refused',
  133: 'nonce_used',
  134: 'timestamp_refused',
  135: 'signature_method_rejected',
} satisfies Partial<Record<CommonCode, string>>

const badRequests: ReadonlySet<number> = new Set([123, 130, 131, 135])
/** What is no matter of OAuth keeps the status that HTTP has for it. */
const others: ReadonlySet<number> = new Set([112, 113, 120, 124, 500, 501, 503] satisfies CommonCode[])

/** The HTTP status of a problem: 400 where the request is wrong, 401 where its sender is (spec/flickr-wire section 10). */
export function problemStatus({ code }: ApiError): number {
  if (badRequests.has(code)) return 400
  return others.has(code) && isCommonCode(code) ? errorTable[code].status : 401
}

/**
 * A problem as a form: its word, what the extension adds to that word, our code and a sentence.
 *
 * @param now Unix seconds
 */
export function writeProblem(error: ApiError, window: NonceWindow, now: number): string {
  const problem = error instanceof OAuthProblem ? error.problem : (words[error.code] ?? 'unknown_problem')
  const fields: [string, string][] = [['oauth_problem', problem]]
  if (error instanceof OAuthProblem && error.absent.length > 0) {
    fields.push(['oauth_parameters_absent', error.absent.join('&')])
  }
  if (error.code === 130) fields.push(['oauth_acceptable_versions', '1.0-1.0'])
  if (error.code === 132) {
    fields.push(['oauth_acceptable_timestamps', `${now - window.back}-${now + window.ahead}`])
  }
  fields.push(['code', String(error.code)])
  if (error.detail !== undefined) fields.push(['oauth_problem_advice', error.detail])
  return writeFields(fields)
}

/** Writes names and values as OAuth encodes them (RFC 5849 section 3.6). */
export function writeFields(fields: Iterable<readonly [string, string]>): string {
  return Array.from(fields, ([name, value]) => `${name}=${percentEncode(value)}`).join('&')
}
