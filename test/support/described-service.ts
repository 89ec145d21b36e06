import type { DescribedService } from '../../src/upstreams/config/upstreams-file.js'

/** The service `pets` of a file of services, with a description in a local file. */
export function describedService(path: string, more: Partial<DescribedService> = {}): DescribedService {
  return {
    kind: 'openapi',
    place: 'upstreams.yaml:2:3',
    target: {
      name: 'pets',
      urls: [new URL('http://127.0.0.1:9')],
      allow: [],
      auth: undefined,
      connectTimeout: 2000,
      connections: 64,
      maxResponse: 4 * 1024 * 1024,
      breaker: { failures: 5, openFor: 10_000 },
      ca: undefined,
      proxy: undefined,
      forwardUser: undefined,
    },
    access: 'everyone',
    title: undefined,
    secrets: [],
    description: { kind: 'file', path },
    importFrom: [],
    include: undefined,
    exclude: [],
    rename: [],
    defaults: { timeout: 10_000, retries: 1, needs: {} },
    overrides: [],
    ...more,
  }
}
