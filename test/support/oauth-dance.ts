import type { Pair } from '../../src/core/pair.js'
import { type Consumer, encoded, oauthHeader, signOAuth } from './oauth.js'

/** What an endpoint said. */
export interface EndpointAnswer {
  readonly status: number
  readonly headers: Headers
  readonly fields: Readonly<Record<string, string>>
}

/** How a step differs from the usual one. */
export interface StepOptions {
  /** What stands beside the usual protocol parameters, or in their place; undefined leaves one out. */
  readonly oauth?: Readonly<Record<string, string | undefined>>
  readonly pairs?: readonly Pair[]
  readonly where?: 'header' | 'query' | 'form'
  /** Where the pairs go when the header holds the protocol parameters; the form unless said otherwise. */
  readonly pairsIn?: 'query' | 'form'
}

/** Calls an endpoint of OAuth as a signed request. */
export async function callEndpoint(
  url: string,
  step: 'request' | 'access',
  as: Consumer,
  { oauth = {}, pairs = [], where = 'header', pairsIn = 'form' }: StepOptions = {},
): Promise<EndpointAnswer> {
  const address = `${url}/apps/oauth/${step}`
  const verb = where === 'query' ? 'GET' : 'POST'
  const request = { url: address, verb, pairs, oauth }
  const sent = encoded(where === 'header' ? pairs : [...pairs, ...signOAuth(as, request)])
  const inQuery = where === 'query' || (where === 'header' && pairsIn === 'query')
  const response = await fetch(inQuery ? `${address}?${sent}` : address, {
    method: verb,
    headers: where === 'header' ? { authorization: oauthHeader(as, request) } : {},
    ...(verb === 'POST' && { body: new URLSearchParams(inQuery ? '' : sent) }),
  })
  const fields = Object.fromEntries(new URLSearchParams(await response.text()))
  return { status: response.status, headers: response.headers, fields }
}

/** The consumer with what an endpoint gave it. */
export function holding(consumer: Consumer, { fields }: EndpointAnswer): Consumer {
  return { ...consumer, token: { token: fields['oauth_token'] ?? '', secret: fields['oauth_token_secret'] ?? '' } }
}
