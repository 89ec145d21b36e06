import { z } from 'zod'
import { apiError } from '../../core/api-error.js'
import { defineMethod } from '../../core/define-method.js'
import { createRegistry, type RegisteredMethod, type Registry } from '../../core/registry.js'
import { text } from '../../core/schema/params.js'
import { alwaysListed } from '../../core/schema/result.js'
import { multicallName } from './multicall.js'

/** The methods that answer one value instead of a struct, as the introspection extension wants. */
export const bareMethods: ReadonlySet<string> = new Set([
  'system.listMethods',
  'system.methodSignature',
  'system.methodHelp',
])

/** The methods of the protocol itself: what else is here, and many calls in one. None wants a key. */
export function createSystemMethods(registry: Registry): Registry<object> {
  const listed = (): readonly RegisteredMethod[] => [...registry.methods, ...system.methods]
  const find = (name: string | undefined): RegisteredMethod => {
    const method = listed().find((each) => each.name === name)
    if (method === undefined) throw apiError('method-not-found', { detail: 'system.listMethods lists the names' })
    return method
  }
  const system = createRegistry<object>([
    listMethods(() => listed().map(({ name }) => name)),
    methodSignature((name) => signaturesOf(find(name))),
    methodHelp((name) => helpOf(find(name))),
    getCapabilities,
    multicall,
  ])
  return system
}

const needs = { key: false }
const methodName = text({ description: 'The name of a method' }).optional()

const listMethods = (names: () => string[]) =>
  defineMethod()({
    name: 'system.listMethods',
    summary: 'List the names of all methods',
    needs,
    params: z.object({}),
    result: z.object({ methods: alwaysListed(z.string()) }),
    run: () => ({ methods: names().sort() }),
  })

const methodSignature = (signatures: (name: string | undefined) => string[][]) =>
  defineMethod()({
    name: 'system.methodSignature',
    summary: 'Say which types a method answers and takes',
    notes: ['Each signature begins with the type of the answer. Positional values may be left out from the end.'],
    needs,
    params: z.object({ methodName }),
    result: z.object({ signatures: alwaysListed(z.array(z.string())) }),
    run: ({ params }) => ({ signatures: signatures(params.methodName) }),
  })

const methodHelp = (help: (name: string | undefined) => string) =>
  defineMethod()({
    name: 'system.methodHelp',
    summary: 'Describe a method in words',
    needs,
    params: z.object({ methodName }),
    result: z.object({ help: z.string() }),
    run: ({ params }) => ({ help: help(params.methodName) }),
  })

const capability = z.object({ specUrl: z.string(), specVersion: z.int() })

const getCapabilities = defineMethod()({
  name: 'system.getCapabilities',
  summary: 'Say which extensions of XML-RPC are spoken',
  needs,
  params: z.object({}),
  result: z.object({
    xmlrpc: capability,
    introspect: capability,
    'system.multicall': capability,
    nil: capability,
  }),
  run: () => ({
    xmlrpc: { specUrl: 'http://www.xmlrpc.com/spec', specVersion: 1 },
    introspect: { specUrl: 'http://phpxmlrpc.sourceforge.net/doc-2/ch10.html', specVersion: 2 },
    'system.multicall': { specUrl: 'http://www.xmlrpc.com/discuss/msgReader$1208', specVersion: 1 },
    nil: { specUrl: 'http://www.ontosys.com/xml-rpc/extensions.php', specVersion: 20010518 },
  }),
})

/** Only admitted here; the calls inside it come by the gateway one by one afterwards. */
const multicall = defineMethod()({
  name: multicallName,
  summary: 'Make several calls in one',
  notes: [
    'Takes an array of structs, each with methodName and params; gives an array with a one-element array or a fault for each.',
    'Calls that bring no credentials of their own use those of the query or the header around them.',
  ],
  needs,
  params: z.object({ calls: text({ type: 'array', description: 'The calls' }).optional() }),
  result: z.object({ results: alwaysListed(z.string()) }),
  run: () => ({ results: [] }),
})

const typeNames: ReadonlyMap<string, string> = new Map([
  ['integer', 'int'],
  ['number', 'double'],
  ['boolean', 'boolean'],
  ['array', 'array'],
])

/** By name in one struct, and by position. */
function signaturesOf({ name, needs, files, params, result }: RegisteredMethod): string[][] {
  const bare = bareMethods.has(name) || name === multicallName
  const [first] = bare && result.kind === 'object' ? result.members : []
  const answer = first === undefined ? 'struct' : first.shape.kind === 'list' ? 'array' : 'string'
  const byPosition = [
    ...params.specs.map(({ type }) => typeNames.get(type ?? '') ?? 'string'),
    ...files.map(() => 'base64'),
  ]
  // A method that takes nothing, not even a key, needs no struct.
  if (bare || (byPosition.length === 0 && needs.key === false)) return [[answer, ...byPosition]]
  return [
    [answer, 'struct'],
    [answer, ...byPosition],
  ]
}

function helpOf(method: RegisteredMethod): string {
  const parameters = method.params.specs.map(
    ({ name, required, description }) => `${name}${required ? '' : ' (optional)'}: ${description ?? ''}`,
  )
  const files = method.files.map((name) => `${name}: a file, as base64`)
  const faults = Object.entries(method.errors).map(([code, title]) => `${code}: ${title}`)
  return [
    method.summary,
    ...method.notes,
    ...section('Parameters, in their order:', [...parameters, ...files]),
    ...section('Faults of its own:', faults),
  ].join('\n')
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines]
}
