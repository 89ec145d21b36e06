import { createHook } from 'node:async_hooks'
import { lookup } from 'node:dns'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { createCatalog } from '../../../src/core/catalog.js'
import type { MethodSpec } from '../../../src/core/method-spec.js'
import { unobserved } from '../../../src/core/ports/service-observer.js'
import { dialects } from '../../../src/server/dialects.js'
import { payloads } from '../../../src/transports/shared/formats/payloads.js'
import { compileWsdl } from '../../../src/transports/soap/describe.js'
import { createUpstreamClient } from '../../../src/upstreams/client/create-upstream-client.js'
import type { DescribedService } from '../../../src/upstreams/config/upstreams-file.js'
import { openServices } from '../../../src/upstreams/open-services.js'
import { describeService, type ServiceDescription } from '../../../src/upstreams/openapi/describe-service.js'
import { describedService } from '../../support/described-service.js'
import { kinds } from '../../support/permission-kinds.js'

const folder = dirname(require.resolve('@readme/oas-examples/package.json'))

/** The documents of the package, as paths below its folder. */
const files = ['2.0', '3.0', '3.1']
  .flatMap((version) => readdirSync(join(folder, version), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(?:json|yaml)$/.test(entry.name))
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  .sort()

const names = {
  reserved: new Set(dialects.flatMap(({ credentials }) => [...credentials.reserved])),
  envelopeMembers: new Set(dialects.flatMap(({ envelopes }) => [...envelopes.payload.reserved])),
}

const describeExample = (file: string) => describeService(describedService(join(folder, file)), names)

/** What is refused and lost, each as `operation: reason`. */
function lossesOf({ refused, degraded }: ServiceDescription): readonly string[] {
  return [
    ...refused.map(({ operation, reason }) => `refused ${operation}: ${reason}`),
    ...degraded.map(({ operation, what }) => `degraded ${operation}: ${what}`),
  ].sort()
}

/** Compiles the operations as the gateway does when it serves them. */
async function specsOf(service: DescribedService, description: ServiceDescription): Promise<readonly MethodSpec[]> {
  const clock = { now: () => 0 }
  const [open] = await openServices([service], {
    createClient: (target) => createUpstreamClient(target, { version: '0', clock, lookup }),
    describe: async () => description,
    observer: unobserved,
  })
  return open?.specs ?? []
}

/** What is known to be refused and lost, by document. The list only shrinks: entries go when the gateway learns more. */
const knownLosses: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(__dirname, 'known-degradations.json'), 'utf8'),
)

test('there are documents to read', () => {
  expect(files.length).toBeGreaterThan(120)
})

test.each(files.filter((file) => file.endsWith('.json')))('%s loses what is known, and nothing else', async (file) => {
  const description = await describeExample(file)
  expect(lossesOf(description)).toEqual(knownLosses[file] ?? [])
})

test.each(files.filter((file) => file.endsWith('.yaml')))('%s has the operations of its twin in JSON', async (file) => {
  const [yaml, json] = await Promise.all([describeExample(file), describeExample(file.replaceAll('yaml', 'json'))])
  const names = ({ service }: ServiceDescription) => service.operations.map(({ name }) => name)
  expect(names(yaml)).toEqual(names(json))
})

test('the list of known losses names documents that there are', () => {
  expect(Object.keys(knownLosses).filter((file) => !files.includes(file))).toEqual([])
})

test.each(files.filter((file) => file.endsWith('.json')))('%s is served in every dialect', async (file) => {
  const service = describedService(join(folder, file))
  const description = await describeExample(file)
  const specs = await specsOf(service, description)
  expect(specs).toHaveLength(description.service.operations.length)
  const catalog = createCatalog({ dialects, kinds })
  catalog.replace({ name: service.target.name, services: {} }, specs)
  for (const dialect of dialects) {
    const registry = catalog.current.registryOf(dialect)
    const { formats, usual, payload } = dialect.envelopes
    for (const { notation } of [usual, ...formats.values()]) {
      for (const { result } of registry.methods) payloads[notation](payload)(result)
    }
    if (!dialect.routes.some(({ transport }) => transport === 'soap')) continue
    const wsdl = compileWsdl(registry.methods, dialect)('http://127.0.0.1')
    // One port type and two bindings have each operation.
    expect(wsdl.match(/<(?:\w+:)?operation name="/g) ?? []).toHaveLength(3 * specs.length)
  }
})

test('no document makes a connection or asks a name server', async () => {
  const opened: string[] = []
  const hook = createHook({
    init: (_, type) => {
      if (/^(?:TCP|TLS|UDP|GETADDRINFO|GETNAMEINFO|QUERY)/.test(type)) opened.push(type)
    },
  }).enable()
  for (const file of files) await describeExample(file)
  hook.disable()
  expect(opened).toEqual([])
})
