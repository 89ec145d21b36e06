import { z } from 'zod'
import { apiError } from '../../core/api-error.js'
import { defineMethod, specOf } from '../../core/define-method.js'
import type { MethodDescription, MethodDirectory } from '../../core/method-spec.js'
import { type RegisteredMethod, registerMethod } from '../../core/registered-method.js'
import { type Registry, withProtocolMethods } from '../../core/registry.js'
import { text } from '../../core/schema/params.js'
import { alwaysListed } from '../../core/schema/result.js'
import { memo } from '../shared/memo.js'
import { multicallName } from './multicall.js'

/** The methods that return a bare value instead of a struct, as the introspection extension specifies. */
export const bareMethods: ReadonlySet<string> = new Set([
  'system.listMethods',
  'system.methodSignature',
  'system.methodHelp',
])

const needs = { key: false }
const methodName = text({ description: 'The name of a method' }).optional()

const listMethods = defineMethod()({
  name: 'system.listMethods',
  summary: 'List the names of all methods',
  needs,
  params: z.object({}),
  result: z.object({ methods: alwaysListed(z.string()) }),
  run: ({ methods }) => ({ methods: [...methods.methods, ...systemMethods].map(({ name }) => name).sort() }),
})

const methodSignature = defineMethod()({
  name: 'system.methodSignature',
  summary: 'Say which types a method answers and takes',
  notes: ['Each signature begins with the type of the answer. Positional values may be left out from the end.'],
  needs,
  params: z.object({ methodName }),
  result: z.object({ signatures: alwaysListed(z.array(z.string())) }),
  run: ({ params, methods }) => ({ signatures: signaturesOf(find(params.methodName, methods)) }),
})

const methodHelp = defineMethod()({
  name: 'system.methodHelp',
  summary: 'Describe a method in words',
  needs,
  params: z.object({ methodName }),
  result: z.object({ help: z.string() }),
  run: ({ params, methods }) => ({ help: helpOf(find(params.methodName, methods)) }),
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

/** The description of system.multicall; the transport makes its calls one by one. */
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

/** The methods of the protocol: introspection and multicall. None requires a key. */
const systemMethods: readonly RegisteredMethod[] = [
  listMethods,
  methodSignature,
  methodHelp,
  getCapabilities,
  multicall,
].map((method) => registerMethod(specOf(method), 'system', {}))

/** Whether a name is that of a method of the protocol. */
export const isSystemMethod = (name: string): boolean => systemMethods.some((method) => method.name === name)

/** Adds the methods of the protocol to those of a dialect. */
export const withSystemMethods = memo((registry: Registry) => withProtocolMethods(registry, systemMethods))

function find(name: string | undefined, { methods }: MethodDirectory): MethodDescription {
  const method = [...methods, ...systemMethods].find((each) => each.name === name)
  if (method === undefined) throw apiError('method-not-found', { detail: 'system.listMethods lists the names' })
  return method
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ['integer', 'int'],
  ['number', 'double'],
  ['boolean', 'boolean'],
  ['array', 'array'],
  ['object', 'struct'],
  // The word of the introspection extension for a value of any type.
  ['any', 'undefined'],
])

/** The signatures of a method: with a struct of named parameters, and with positional ones. */
function signaturesOf({ name, needs, files, params, result }: MethodDescription): string[][] {
  const bare = bareMethods.has(name) || name === multicallName
  const [first] = bare && result.kind === 'object' ? result.members : []
  const other = result.kind === 'file' ? 'base64' : 'struct'
  const answer = first === undefined ? other : first.shape.kind === 'list' ? 'array' : 'string'
  const byPosition = [
    ...params.specs.map(({ type, format }) => (format === 'int64' ? 'string' : (typeNames.get(type) ?? 'string'))),
    ...files.map(() => 'base64'),
  ]
  // A method without parameters and key needs no struct.
  if (bare || (byPosition.length === 0 && needs.key === false)) return [[answer, ...byPosition]]
  return [
    [answer, 'struct'],
    [answer, ...byPosition],
  ]
}

function helpOf(method: MethodDescription): string {
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
