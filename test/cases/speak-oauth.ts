import { createHash } from 'node:crypto'
import { formatAuthorization } from '../../src/core/auth/oauth1/authorization-header.js'
import type { Pair } from '../../src/core/pair.js'
import { type Consumer, encoded, signOAuth, type ToSign } from '../support/oauth.js'
import type { Said } from './drivers/index.js'

/** Who calls by OAuth, and how. */
export interface Speaker {
  readonly consumer: Consumer
  /** Where the protocol parameters travel; in the header where nothing else is said. */
  readonly where?: 'header' | 'query'
  /** What stands in place of the usual protocol parameters; undefined leaves one out. */
  readonly oauth?: NonNullable<ToSign['oauth']>
  /** Whether the hash of the body is signed too. */
  readonly hashed?: boolean
}

/** Signs a request that is written already, as a client of OAuth does: its address, its query, and its body where that is a form. */
export function speakOAuth({ target, init }: Said, url: string, speaker: Speaker): Said {
  const { consumer, where = 'header', hashed = false } = speaker
  const headers = new Headers(init.headers)
  const [path = '', query = ''] = target.split('?')
  const isForm = headers.get('content-type') === 'application/x-www-form-urlencoded'
  const pairs = [...pairsOf(query), ...(isForm ? pairsOf(String(init.body)) : [])]
  const hash = createHash('sha1').update(bytesOf(init.body)).digest('base64')
  const oauth = { ...(hashed && { oauth_body_hash: hash }), ...speaker.oauth }
  const spoken = signOAuth(consumer, { verb: init.method ?? 'GET', url: url + path, pairs, oauth })
  if (where === 'query') return { target: withQuery(target, spoken), init }
  headers.set('authorization', formatAuthorization(spoken))
  return { target, init: { ...init, headers } }
}

/** Puts pairs behind those that a target has. */
export function withQuery(target: string, pairs: readonly Pair[]): string {
  return `${target}${target.includes('?') ? '&' : '?'}${encoded(pairs)}`
}

function pairsOf(form: string): Pair[] {
  return [...new URLSearchParams(form)]
}

function bytesOf(body: RequestInit['body']): string | Uint8Array {
  return body instanceof Uint8Array ? body : String(body ?? '')
}
