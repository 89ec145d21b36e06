import { createHmac } from 'node:crypto'
import { OAuth } from 'oauth'
import OAuth1 from 'oauth-1.0a'

/** A token of either kind with its secret, as a foreign client holds it. */
export interface HeldToken {
  readonly token: string
  readonly secret: string
}

/** An application that some client library makes calls for. */
export interface ConsumerOptions {
  /** The address of the gateway. */
  readonly url: string
  readonly key: string
  readonly secret: string
  /** `oauth_callback` */
  readonly callback: string
}

/** What tests do with a client library that nobody here wrote; answers are the text of the body. */
export interface ForeignConsumer {
  requestToken(): Promise<HeldToken>
  accessToken(temporary: HeldToken, verifier: string): Promise<HeldToken>
  get(path: string, as: HeldToken): Promise<string>
  postForm(path: string, fields: Readonly<Record<string, string>>, as: HeldToken): Promise<string>
  postXml(path: string, document: string, as: HeldToken): Promise<string>
}

/** Where users are asked about a request token. */
export function authoriseAddress(url: string, { token }: HeldToken, permissions = 'perm_doc=write'): string {
  return `${url}/apps/oauth/authorize?oauth_token=${encodeURIComponent(token)}&${permissions}`
}

/** Makes a client of npm `oauth`. */
export function createOAuthClient({ url, key, secret, callback }: ConsumerOptions): OAuth {
  const [request, access] = [`${url}/apps/oauth/request`, `${url}/apps/oauth/access`]
  return new OAuth(request, access, key, secret, '1.0A', callback, 'HMAC-SHA1')
}

type Done<Value> = (error: unknown, value?: Value) => void

function settled<Value>(start: (done: Done<Value>) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error || value === undefined) reject(new Error(JSON.stringify(error)))
      else resolve(value)
    })
  })
}

/** npm `oauth`: POST with an empty form, all parameters in the header, version `1.0A`. */
export function npmOAuth(options: ConsumerOptions): ForeignConsumer {
  const client = createOAuthClient(options)
  const at = (path: string) => options.url + path
  const held = (done: Done<HeldToken>) => (error: unknown, token: string, secret: string) =>
    done(error, { token, secret })
  const text = (done: Done<string>) => (error: unknown, data?: string | Buffer) => done(error, String(data))
  return {
    requestToken: () => settled((done) => client.getOAuthRequestToken(held(done))),
    accessToken: ({ token, secret }, verifier) =>
      settled((done) => client.getOAuthAccessToken(token, secret, verifier, held(done))),
    get: (path, { token, secret }) => settled((done) => client.get(at(path), token, secret, text(done))),
    postForm: (path, fields, { token, secret }) =>
      settled((done) => client.post(at(path), token, secret, { ...fields }, undefined, text(done))),
    postXml: (path, document, { token, secret }) =>
      settled((done) => client.post(at(path), token, secret, document, 'text/xml', text(done))),
  }
}

/** npm `oauth-1.0a`, which signs and leaves the sending to `fetch`. */
export function npmOAuth1a({ url, key, secret, callback }: ConsumerOptions): ForeignConsumer {
  const oauth = new OAuth1({
    consumer: { key, secret },
    signature_method: 'HMAC-SHA256',
    hash_function: (text, hashKey) => createHmac('sha256', hashKey).update(text).digest('base64'),
  })
  const signedHeader = (
    verb: string,
    address: string,
    data: Readonly<Record<string, string>>,
    spoken: Readonly<Record<string, string>>,
    as?: HeldToken,
  ) => {
    const request = { method: verb, url: address, data: { ...data, ...spoken } }
    const parameters = oauth.authorize(request, as && { key: as.token, secret: as.secret })
    return { ...oauth.toHeader({ ...parameters, ...spoken }) }
  }
  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(url + path, init)
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return response.text()
  }
  const credentials = async (path: string, spoken: Readonly<Record<string, string>>, as?: HeldToken) => {
    const headers = signedHeader('POST', url + path, {}, spoken, as)
    const fields = new URLSearchParams(await send(path, { method: 'POST', headers }))
    return { token: fields.get('oauth_token') ?? '', secret: fields.get('oauth_token_secret') ?? '' }
  }
  return {
    requestToken: () => credentials('/apps/oauth/request', { oauth_callback: callback }),
    accessToken: (temporary, verifier) => credentials('/apps/oauth/access', { oauth_verifier: verifier }, temporary),
    get: (path, as) => send(path, { headers: signedHeader('GET', url + path, {}, {}, as) }),
    postForm: (path, fields, as) => {
      const headers = signedHeader('POST', url + path, fields, {}, as)
      return send(path, { method: 'POST', headers, body: new URLSearchParams(fields) })
    },
    postXml: (path, document, as) => {
      const headers = { ...signedHeader('POST', url + path, {}, {}, as), 'content-type': 'text/xml' }
      return send(path, { method: 'POST', headers, body: document })
    },
  }
}
