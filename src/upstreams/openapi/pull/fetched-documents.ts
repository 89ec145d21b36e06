import { lookup } from 'node:dns'
import { Client, type Dispatcher } from 'undici'
import { messageOf } from '../../../system/system-reason.js'
import { createConnector } from '../../client/connector.js'
import { codingOf, inflate } from '../../client/inflate.js'
import { proxyCredentials } from '../../client/tunnel.js'
import { UpstreamError } from '../../client/upstream-error.js'
import type { DescribedService } from '../../config/upstreams-file.js'
import { decodeText } from '../../http/read-charset.js'
import { type DocumentSource, nameOf } from '../documents/bundle.js'
import { largestDocument } from '../documents/local-files.js'
import { DescriptionError } from '../refusal.js'

/** The most redirects of one document. */
const mostRedirects = 5

/** The options of fetching. */
export interface FetchOptions {
  /** The version of the gateway, for `user-agent`. */
  readonly version: string
  /** Ends all fetches, with the reason. */
  readonly signal: AbortSignal
}

/** An answer with the whole of its body. */
interface Fetched {
  readonly status: number
  readonly headers: Dispatcher.ResponseData['headers']
  readonly body: Uint8Array
}

/** Fetches the documents of a description from its host, and from the hosts that the file of services names (`import_from`). */
export class FetchedDocuments implements DocumentSource {
  readonly #service: DescribedService
  readonly #root: URL
  readonly #options: FetchOptions

  constructor(service: DescribedService, root: URL, options: FetchOptions) {
    this.#service = service
    this.#root = root
    this.#options = options
  }

  resolve(target: string, base: URL): URL {
    const address = URL.canParse(target, base.href) ? new URL(target, base) : undefined
    const reason = address === undefined ? 'which is no address' : this.#refuse(address)
    if (address === undefined || reason !== undefined) {
      throw new DescriptionError(`${nameOf(base)} refers to ${target}, ${reason}`)
    }
    return address
  }

  async read(address: URL): Promise<string> {
    let next = address
    for (let count = 0; count <= mostRedirects; count++) {
      const answer = await this.#get(next)
      if (answer.status === 200) return this.#textOf(answer, next)
      const location = answer.status >= 300 && answer.status < 400 ? headerOf(answer, 'location') : undefined
      if (location === undefined) throw new DescriptionError(`${nameOf(next)} answers with the status ${answer.status}`)
      next = this.#redirected(location, next)
    }
    throw new DescriptionError(`${nameOf(address)} has more than ${mostRedirects} redirects`)
  }

  #redirected(location: string, from: URL): URL {
    const address = URL.canParse(location, from.href) ? new URL(location, from) : undefined
    const isSafe = address?.protocol === from.protocol || address?.protocol === 'https:'
    if (address === undefined || !isSafe || address.hostname !== from.hostname) {
      throw new DescriptionError(`${nameOf(from)} redirects to another host; write the address itself as openapi`)
    }
    return address
  }

  /** Why an address is not fetched; undefined where it is. */
  #refuse({ protocol, hostname, username, password }: URL): string | undefined {
    if (protocol !== 'https:' && protocol !== 'http:') return 'which is no address of a description'
    if (username + password !== '') return 'which holds a password'
    const isNamed = this.#service.importFrom.includes(hostname)
    if (hostname !== this.#root.hostname && !isNamed)
      return `which is on another host; write ${hostname} under import_from`
    const isSafe = protocol === 'https:' || isNamed || this.#root.protocol === 'http:'
    return isSafe ? undefined : 'which is not encrypted, as the description is'
  }

  async #get(address: URL): Promise<Fetched> {
    const { signal, version } = this.#options
    const { proxy } = this.#service.target
    const client = this.#clientOf(address)
    const isForwarded = proxy !== undefined && address.protocol === 'http:'
    try {
      const { statusCode, headers, body } = await client.request({
        method: 'GET',
        path: isForwarded ? address.href : `${address.pathname}${address.search}`,
        headers: {
          accept: 'application/json, application/yaml;q=0.9, */*;q=0.5',
          'accept-encoding': 'gzip',
          'user-agent': `babelgate/${version}`,
          ...(isForwarded && proxyCredentials(proxy)),
        },
        signal,
      })
      return { status: statusCode, headers, body: await bytesOf(body, address) }
    } catch (cause) {
      if (cause instanceof DescriptionError) throw cause
      const reason = signal.aborted ? messageOf(signal.reason) : messageOf(cause)
      throw new DescriptionError(`${nameOf(address)} cannot be fetched: ${reason}`, { cause })
    } finally {
      await client.destroy()
    }
  }

  #clientOf(address: URL): Client {
    const { name: service, connectTimeout, allow, ca, auth, proxy } = this.#service.target
    const connect = createConnector({
      service,
      target: address,
      // All hosts that are fetched from are in the file of services.
      policy: { source: 'operator', allow },
      timeout: connectTimeout,
      ca,
      clientCert: auth?.kind === 'client-cert' ? { cert: auth.cert, key: auth.key } : undefined,
      proxy,
      lookup,
    })
    return new Client(address.origin, { connect })
  }

  async #textOf(answer: Fetched, address: URL): Promise<string> {
    const coding = codingOf(headerOf(answer, 'content-encoding'))
    if (coding === 'unknown') throw new DescriptionError(`${nameOf(address)} comes in an unknown encoding`)
    try {
      const bytes =
        coding === undefined ? answer.body : await inflate(answer.body, coding, largestDocument, nameOf(address))
      return decodeText(bytes, headerOf(answer, 'content-type'))
    } catch (cause) {
      if (cause instanceof UpstreamError && cause.failure === 'too-large') throw tooLarge(address)
      throw new DescriptionError(`${nameOf(address)} cannot be read: ${messageOf(cause)}`, { cause })
    }
  }
}

function headerOf({ headers }: Fetched, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

async function bytesOf(body: AsyncIterable<Uint8Array>, address: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > largestDocument) throw tooLarge(address)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(address: URL): DescriptionError {
  return new DescriptionError(`${nameOf(address)} has more than ${largestDocument} bytes`)
}
