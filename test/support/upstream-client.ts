import { systemClock } from '../../src/core/ports/clock.js'
import { createUpstreamClient, type UpstreamClientDeps } from '../../src/upstreams/client/create-upstream-client.js'
import type {
  SendOptions,
  UpstreamCall,
  UpstreamClient,
  UpstreamRequest,
  UpstreamResponse,
} from '../../src/upstreams/client/upstream-client.js'
import { UpstreamError } from '../../src/upstreams/client/upstream-error.js'
import type { ServiceTarget } from '../../src/upstreams/service.js'

/** A client of a service, and short ways to call it. */
export interface TestClient {
  readonly client: UpstreamClient
  /** Sends a request, by default GET / with the options of the bed. */
  send(
    request?: Partial<UpstreamRequest>,
    call?: Partial<UpstreamCall>,
    options?: Partial<SendOptions>,
  ): Promise<UpstreamResponse>
  /** Sends a request and reads the body as text. */
  text(
    request?: Partial<UpstreamRequest>,
    call?: Partial<UpstreamCall>,
    options?: Partial<SendOptions>,
  ): Promise<string>
}

/** Makes a client. @param options of all its calls; by default no retries and 5 s */
export function testClient(
  urls: readonly URL[],
  target: Partial<ServiceTarget> = {},
  options: Partial<SendOptions> = {},
  deps: Partial<UpstreamClientDeps> = {},
): TestClient {
  const client = createUpstreamClient(
    { ...plainTarget, ...target, urls },
    { version: 'test', clock: systemClock, ...deps },
  )
  const sendOf = (more: Partial<SendOptions>) =>
    client.sender({ timeout: 5000, retries: 0, idempotent: false, breaker: undefined, ...options, ...more })
  const plain = sendOf({})
  const bed: TestClient = {
    client,
    send: (request = {}, call = {}, more) =>
      (more === undefined ? plain : sendOf(more))(
        { verb: 'GET', path: '/', headers: {}, body: undefined, ...request },
        { id: 'call-1', signal: new AbortController().signal, caller: nobody, ...call },
      ),
    async text(...args) {
      return Buffer.from(await (await bed.send(...args)).bytes()).toString()
    },
  }
  return bed
}

const nobody = { userId: undefined, application: undefined }

const plainTarget = {
  name: 'orders',
  allow: [],
  auth: undefined,
  connectTimeout: 1000,
  connections: 4,
  maxResponse: 1_000_000,
  breaker: { failures: 1000, openFor: 1000 },
  ca: undefined,
  proxy: undefined,
  forwardUser: undefined,
}

/** Waits for a failure. @throws where the promise resolves, or rejects with another error */
export async function failureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof UpstreamError) return error
    throw error
  }
  throw new Error('It did not fail')
}

/** Waits until something holds, for at most two seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 400) throw new Error('It never came true')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
