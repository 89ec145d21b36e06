import { apiError } from '../../core/api-error.js'
import { pathOf } from '../../core/dialect/routes.js'
import type { Dialect } from '../../core/dialect.js'
import type { MethodDescription, MethodDirectory } from '../../core/method-spec.js'
import { memo } from '../shared/memo.js'
import { escapeAttribute, escapeText } from '../shared/xml/escape.js'
import { credentialsHeader } from './headers.js'
import { faultName, typedNamespace } from './namespaces.js'
import {
  credentialElements,
  declareCredentials,
  declareFault,
  declareRequest,
  declareResponse,
  SchemaDeclarations,
} from './schema-types.js'

/** Writes the WSDL of a registry for the address of the server. */
export type DescribeWsdl = (base: string) => string

/** The two bindings, SOAP 1.1 first, because it is the default of tools. */
const bindings = [
  { name: 'BabelgateSoap11', prefix: 'soap' },
  { name: 'BabelgateSoap12', prefix: 'soap12' },
] as const

type Binding = (typeof bindings)[number]

const namespaces = [
  ['wsdl', 'http://schemas.xmlsoap.org/wsdl/'],
  ['soap', 'http://schemas.xmlsoap.org/wsdl/soap/'],
  ['soap12', 'http://schemas.xmlsoap.org/wsdl/soap12/'],
  ['xs', 'http://www.w3.org/2001/XMLSchema'],
  ['tns', typedNamespace],
] as const

/**
 * Compiles the WSDL 1.1 of all methods: document/literal wrapped, an operation per method, with its name, dots included, in
 * the namespace `urn:babelgate:api`. Only the address of the service varies by client.
 *
 * @throws TypeError for types or elements of the same name, and for a dialect without a SOAP address
 */
export function compileWsdl(methods: readonly MethodDescription[], dialect: Dialect): DescribeWsdl {
  const path = pathOf(dialect, 'soap')
  const declared = namespaces.map(([prefix, name]) => ` xmlns:${prefix}="${name}"`).join('')
  const schema = new SchemaDeclarations()
  const credentials = credentialElements(dialect)
  declareCredentials(credentialsHeader, credentials, schema)
  declareFault(faultName, schema)
  for (const method of methods) {
    declareRequest(method, credentials, schema)
    declareResponse(method, dialect.envelopes.payload, schema)
  }
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<wsdl:definitions name="Babelgate" targetNamespace="${typedNamespace}"${declared}>`,
    '<wsdl:types>',
    `<xs:schema targetNamespace="${typedNamespace}" elementFormDefault="qualified">`,
    ...schema.all,
    '</xs:schema>',
    '</wsdl:types>',
    message(faultName, faultName),
    ...methods.flatMap(({ name }) => [message(`${name}Request`, name), answerMessage(name)]),
    '<wsdl:portType name="Babelgate">',
    ...methods.map(operation),
    '</wsdl:portType>',
    ...bindings.map((binding) => bind(binding, methods)),
  ]
  const description = lines.join('\n')
  return (base) => `${description}\n${service(base + path)}\n</wsdl:definitions>\n`
}

/** The WSDLs of the directories of a dialect, each compiled on first use. */
const writersOf = memo((dialect: Dialect) => memo(({ methods }: MethodDirectory) => compileWsdl(methods, dialect)))

/** The WSDL of the methods that a caller may call, compiled on first use. @throws TypeError see {@link compileWsdl} */
export function wsdlOf(directory: MethodDirectory, dialect: Dialect): DescribeWsdl {
  return writersOf(dialect)(directory)
}

/** The WSDLs of single services, each compiled on first use. */
const serviceWriters = memo((_dialect: Dialect) =>
  memo((_directory: MethodDirectory) => new Map<string, DescribeWsdl>()),
)

/** The WSDL of the methods of one service. @throws ApiError 103 where the caller may call no method of a service of this name */
export function wsdlOfService(directory: MethodDirectory, dialect: Dialect, name: string): DescribeWsdl {
  const known = serviceWriters(dialect)(directory)
  const kept = known.get(name)
  if (kept !== undefined) return kept
  const methods = directory.methods.filter((method) => method.service === name)
  if (methods.length === 0) throw apiError('method-not-found', { detail: 'No service has this name, or it is closed' })
  const made = compileWsdl(methods, dialect)
  known.set(name, made)
  return made
}

function message(name: string, element: string): string {
  return `<wsdl:message name="${name}"><wsdl:part name="parameters" element="tns:${element}"/></wsdl:message>`
}

function answerMessage(method: string): string {
  return message(`${method}Response`, `${method}Response`)
}

function operation({ name, summary, notes, deprecated }: MethodDescription): string {
  const documentation = escapeText([summary, ...(deprecated === true ? ['Deprecated.'] : []), ...notes].join('\n'))
  return (
    `<wsdl:operation name="${name}"><wsdl:documentation>${documentation}</wsdl:documentation>` +
    `<wsdl:input message="tns:${name}Request"/><wsdl:output message="tns:${name}Response"/>` +
    `<wsdl:fault name="${faultName}" message="tns:${faultName}"/></wsdl:operation>`
  )
}

function bind({ name, prefix }: Binding, methods: readonly MethodDescription[]): string {
  const body = `<${prefix}:body use="literal"/>`
  const fault = `<wsdl:fault name="${faultName}"><${prefix}:fault name="${faultName}" use="literal"/></wsdl:fault>`
  const operations = methods.map(
    (method) =>
      `<wsdl:operation name="${method.name}">` +
      `<${prefix}:operation soapAction="${typedNamespace}#${method.name}" style="document"/>` +
      `<wsdl:input>${body}</wsdl:input><wsdl:output>${body}</wsdl:output>${fault}</wsdl:operation>`,
  )
  return [
    `<wsdl:binding name="${name}" type="tns:Babelgate">`,
    `<${prefix}:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>`,
    ...operations,
    '</wsdl:binding>',
  ].join('\n')
}

function service(address: string): string {
  const ports = bindings.map(
    ({ name, prefix }) =>
      `<wsdl:port name="${name}" binding="tns:${name}">` +
      `<${prefix}:address location="${escapeAttribute(address)}"/></wsdl:port>`,
  )
  return `<wsdl:service name="Babelgate">${ports.join('')}</wsdl:service>`
}
