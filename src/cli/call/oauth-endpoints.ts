import type { Pair } from '../../core/pair.js'
import { RefusalError } from '../output.js'
import { send } from './send.js'
import { type OAuthSigner, signOAuth } from './sign-oauth.js'

/** The token of an OAuth response. */
export interface OAuthAnswer {
  readonly token: string
  readonly secret: string
}

/** A refusal by an OAuth endpoint, with its `oauth_problem` (problem reporting extension). */
export class EndpointProblem extends RefusalError {
  readonly problem: string

  constructor(problem: string, message: string) {
    super(message)
    this.problem = problem
  }
}

/**
 * Requests a token of an OAuth endpoint (RFC 5849 sections 2.1 and 2.3).
 *
 * @param base the address of the gateway
 * @param own the protocol parameters of this endpoint
 * @param form further parameters
 * @throws EndpointProblem if the gateway refuses, RefusalError if the response is none of OAuth
 */
export async function requestToken(
  base: string,
  step: 'request' | 'access',
  signer: OAuthSigner,
  own: readonly Pair[],
  form: readonly Pair[] = [],
): Promise<OAuthAnswer> {
  const url = `${base}/apps/oauth/${step}`
  const body = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value]))
  const call = await signOAuth({ path: '', headers: {}, body }, url, signer, own)
  const fields = new URLSearchParams(await send(url, call))
  const [token, secret] = [fields.get('oauth_token'), fields.get('oauth_token_secret')]
  if (token !== null && secret !== null) return { token, secret }
  const problem = fields.get('oauth_problem')
  if (problem === null) throw new RefusalError(`What answers at ${url} is no endpoint of OAuth; set --url`)
  const advice = fields.get('oauth_problem_advice')
  const code = `${problem}, code ${fields.get('code')}`
  throw new EndpointProblem(problem, `The gateway refuses: ${advice === null ? code : `${advice} (${code})`}`)
}
