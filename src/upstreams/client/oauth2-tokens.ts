import { z } from 'zod'
import type { Clock } from '../../core/ports/clock.js'
import type { ServiceAuth } from '../service.js'
import type { Send, UpstreamResponse } from './upstream-client.js'
import { UpstreamError } from './upstream-error.js'

/** The credentials of a service that takes tokens of OAuth 2. */
export type OAuth2Auth = ServiceAuth & { readonly kind: 'oauth2' }

/** A token is renewed so many milliseconds before it expires, or after nine tenths of its time if that is short. */
const MARGIN = 30_000

/** A successful answer of a token endpoint (RFC 6749 section 5.1). Some servers send the time as text. */
const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.union([z.number(), z.string().regex(/^\d{1,10}$/)]).optional(),
})

/** An error of a token endpoint (section 5.2). Its description is not used, since it may quote the request. */
const tokenError = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) })

interface Token {
  readonly text: string
  /** Unix time in milliseconds. */
  readonly renewAt: number
}

/** The access token of a service by the client credentials grant (RFC 6749 section 4.4): cached, and asked for once at a time. */
export class OAuth2Tokens {
  readonly #auth: OAuth2Auth
  readonly #service: string
  readonly #send: Send
  readonly #clock: Clock
  #token: Token | undefined
  #flight: Promise<string> | undefined

  /** @param send sends a request to the token endpoint, with the credentials of the client */
  constructor(auth: OAuth2Auth, service: string, send: Send, clock: Clock) {
    this.#auth = auth
    this.#service = service
    this.#send = send
    this.#clock = clock
  }

  /** The token; undefined where there is none, or it is about to expire. */
  get current(): string | undefined {
    return this.#token !== undefined && this.#clock.now() < this.#token.renewAt ? this.#token.text : undefined
  }

  /** Fetches a token, or joins the request that is under way. @throws UpstreamError */
  fetch(): Promise<string> {
    this.#flight ??= this.#request().finally(() => {
      this.#flight = undefined
    })
    return this.#flight
  }

  /** Forgets a token that the service has refused. */
  forget(token: string): void {
    if (this.#token?.text === token) this.#token = undefined
  }

  async #request(): Promise<string> {
    const { tokenUrl, scope } = this.#auth
    const form = new URLSearchParams({ grant_type: 'client_credentials' })
    if (scope !== undefined) form.set('scope', scope)
    const asked = this.#clock.now()
    const response = await this.#send(
      {
        verb: 'POST',
        path: tokenUrl.pathname + tokenUrl.search,
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      },
      { id: 'token', signal: new AbortController().signal, caller: { userId: undefined, application: undefined } },
    )
    const body = await readJson(response)
    if (response.status !== 200) throw this.#refused(response.status, body)
    const { data } = tokenAnswer.safeParse(body)
    if (data === undefined) throw this.#failure('unreadable', 'the token endpoint gave no bearer token')
    const time = data.expires_in === undefined ? Number.POSITIVE_INFINITY : Number(data.expires_in) * 1000
    this.#token = { text: data.access_token, renewAt: asked + time - Math.min(MARGIN, time / 10) }
    return data.access_token
  }

  #refused(status: number, body: unknown): UpstreamError {
    const code = tokenError.safeParse(body).data?.error
    const message = `the token endpoint answered ${status}${code === undefined ? '' : ` (${code})`}`
    return this.#failure(status >= 500 || status === 429 ? 'unavailable' : 'unreadable', message)
  }

  #failure(failure: 'unreadable' | 'unavailable', message: string): UpstreamError {
    return new UpstreamError(failure, `${this.#service}: ${message}`, { maybeSent: false })
  }
}

/** Reads a body as JSON; undefined where it is none. */
async function readJson(response: UpstreamResponse): Promise<unknown> {
  const text = Buffer.from(await response.bytes()).toString()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
