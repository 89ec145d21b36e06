import { signApi } from '../../src/core/auth/api-sig.js'
import { signingOf } from '../../src/core/dialect/signing.js'
import type { Dialect } from '../../src/core/dialect.js'
import type { Pair } from '../../src/core/pair.js'
import type { Application } from '../../src/core/ports/app-store.js'
import type { Consumer } from '../support/oauth.js'
import type { Sent } from './drivers/index.js'

/** Says who calls: puts a credential beside the parameters of a call. */
export type Credential = (method: string, params: readonly Pair[]) => Pick<Sent, 'pairs' | 'authorization' | 'speaker'>

/** A token with its secret. */
export type OwnToken = NonNullable<Consumer['token']>

/** A token that nobody has. */
export const unknown: OwnToken = { token: '1-abc', secret: '' }

/** Makes the credentials that a dialect has words for. @throws TypeError where it has no old signatures */
export function wordsOf(dialect: Dialect) {
  const { key, token, signature } = signingOf(dialect).names
  const withPairs = (more: readonly Pair[]): Credential => {
    return (_method, pairs) => ({ pairs: [...more, ...pairs] })
  }
  const signedBy = (app: Application, owned?: OwnToken): Credential => {
    return (method, params) => {
      const tokens: Pair[] = owned === undefined ? [] : [[token, owned.token]]
      const pairs: Pair[] = [[key, app.key], ...params, ...tokens]
      return { pairs: [...pairs, [signature, signApi({ dialect, pairs, method }, app.secret)]] }
    }
  }
  const wrongSignature: Pair = [signature, 'f'.repeat(32)]
  return { key, token, wrongSignature, withPairs, signedBy, withKey: (value: string) => withPairs([[key, value]]) }
}

/** A bearer token, which needs no words. */
export function withBearer(token: string): Credential {
  return (_method, pairs) => ({ pairs, authorization: `Bearer ${token}` })
}

/** OAuth, which has its own words. */
export function spokenBy({ key, secret }: Consumer, token?: OwnToken): Credential {
  const consumer = { key, secret, ...(token !== undefined && { token }) }
  return (_method, pairs) => ({ pairs, speaker: { consumer } })
}
