import { ApiError, type ErrorDetails } from '../../api-error.js'
import type { FaultName } from '../../errors.js'

/** The words of the OAuth problem reporting extension that are more specific than the error table. */
export type ProblemWord =
  | 'parameter_absent'
  | 'parameter_rejected'
  | 'permission_denied'
  | 'permission_unknown'
  | 'token_expired'
  | 'token_rejected'
  | 'token_used'
  | 'verifier_invalid'

/** An error of the table with a word of the OAuth problem reporting extension, which the OAuth endpoints write. */
export class OAuthProblem extends ApiError {
  readonly problem: ProblemWord
  /** The names of the parameters that are missing, with `parameter_absent`. */
  readonly absent: readonly string[]

  constructor(problem: ProblemWord, fault: FaultName, details: ErrorDetails = {}, absent: readonly string[] = []) {
    const parameters = absent.map((name) => ({ name, reason: 'missing' as const }))
    super(fault, absent.length === 0 ? details : { ...details, subject: absent.join(', '), parameters })
    this.problem = problem
    this.absent = absent
  }
}

/** The fault `oauth-parameters-missing`; it names all parameters that are missing. */
export function parametersAbsent(names: readonly string[]): OAuthProblem {
  return new OAuthProblem('parameter_absent', 'oauth-parameters-missing', {}, names)
}
