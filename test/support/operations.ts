import { systemClock } from '../../src/core/ports/clock.js'
import { unobserved } from '../../src/core/ports/service-observer.js'
import { createUpstreamClient } from '../../src/upstreams/client/create-upstream-client.js'
import type { ConfiguredService } from '../../src/upstreams/config/upstreams-file.js'
import type { HttpOperation } from '../../src/upstreams/http/operation.js'
import { type OpenService, openServices } from '../../src/upstreams/open-services.js'
import type { ServiceTarget } from '../../src/upstreams/service.js'
import type { TestServer } from './server.js'

/** A GET that answers any JSON, with the members that a test is about. */
export function operation(own: Partial<HttpOperation> & Pick<HttpOperation, 'name'>): HttpOperation {
  return {
    summary: own.name,
    notes: [],
    deprecated: false,
    verb: 'GET',
    writes: false,
    params: { type: 'object', properties: {} },
    files: [],
    request: request({ path: ['/'] }),
    result: { schema: {}, content: 'json', member: undefined },
    faults: [],
    needs: {},
    limits: {},
    retry: { timeout: 5000, retries: 0, idempotent: true },
    breaker: undefined,
    cache: undefined,
    strict: false,
    probe: false,
    place: 'test',
    ...own,
  }
}

/** A request without anything but the given parts. */
export function request(own: Partial<HttpOperation['request']>): HttpOperation['request'] {
  return { path: ['/'], query: [], headers: [], cookies: [], body: undefined, ...own }
}

/** The target of a service named `shop` without credentials. */
export function target(url: string, own: Partial<ServiceTarget> = {}): ServiceTarget {
  return {
    name: 'shop',
    urls: [new URL(url)],
    allow: [],
    auth: undefined,
    connectTimeout: 2000,
    connections: 8,
    maxResponse: 1_000_000,
    breaker: { failures: 1000, openFor: 1000 },
    ca: undefined,
    proxy: undefined,
    forwardUser: undefined,
    ...own,
  }
}

/** Serves operations as the methods of the service. @param types what `$ref`s refer to, as `#/types/NAME` */
export async function serveOperations(
  server: Pick<TestServer, 'catalog'>,
  service: ServiceTarget,
  operations: readonly HttpOperation[],
  { types = {} }: { readonly types?: object } = {},
): Promise<OpenService> {
  const written = { kind: 'written', access: 'everyone', title: 'Shop', secrets: [], place: 'test' } as const
  return serveService(server, { ...written, target: service, document: { types }, operations })
}

/** Serves the methods of a service. */
export async function serveService(
  { catalog }: Pick<TestServer, 'catalog'>,
  service: ConfiguredService,
): Promise<OpenService> {
  const [open] = await openServices([service], {
    createClient: (one) => createUpstreamClient(one, { version: 'test', clock: systemClock }),
    describe: () => Promise.reject(new Error('no description')),
    observer: unobserved,
  })
  if (open === undefined) throw new Error('no service was opened')
  catalog.replaceAll([{ source: { name: open.name, services: {} }, specs: open.specs }])
  return open
}
