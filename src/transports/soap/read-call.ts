import { apiError } from '../../core/api-error.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { MethodDescription } from '../../core/method-spec.js'
import type { UploadSpool } from '../../core/ports/upload-spool.js'
import type { Registry } from '../../core/registry.js'
import { checkMethodName } from '../shared/method-name.js'
import { readEnvelopeOAuth } from '../shared/oauth/read-envelope-oauth.js'
import type { SignedUris } from '../shared/oauth/signed-uris.js'
import { PairList } from '../shared/pair-list.js'
import { readBody } from '../shared/read-body.js'
import { spoolFiles } from '../shared/spool-files.js'
import { treeParams, trimSpace } from '../shared/text-params.js'
import { toCall } from '../shared/to-call.js'
import type { XmlElement } from '../shared/xml/element.js'
import type { Exchange } from '../transport.js'
import { openEnvelope } from './envelope.js'
import { readHeaders } from './headers.js'
import { typedNamespace } from './namespaces.js'
import type { SoapParseState } from './parse-state.js'
import { readDocument } from './read-document.js'
import { type FileContents, readParams, refuseText } from './read-params.js'
import { checkAction } from './soap-action.js'

/** The dependencies of reading a SOAP call. */
export interface SoapReader {
  readonly dialect: Dialect
  readonly spool: UploadSpool
  readonly signedUris: SignedUris
}

/** The method and the files of a request. */
interface ParsedRequest {
  readonly method: string
  readonly files: FileContents
}

/**
 * Reads a call from an envelope.
 *
 * @param formatKnown whether the format in the address exists
 * @param registry the methods of this call
 * @param state updated while parsing
 * @throws ApiError 120 for another verb than POST, 121, 123, 124, then 102
 */
export async function readCall(
  exchange: Exchange,
  formatKnown: boolean,
  registry: Registry,
  state: SoapParseState,
  { dialect, spool, signedUris }: SoapReader,
): Promise<Call> {
  const { req, origin } = exchange
  if (req.method !== 'POST') throw apiError('post-required')
  const body = await readBody(req)
  const { headers, request } = openEnvelope(readDocument(body, req), state)
  state.style = isGeneric(request, dialect) ? 'generic' : 'typed'
  const list = new PairList()
  readHeaders(headers, state, dialect, list)
  checkAction(req, request)
  refuseText(request, list)
  const { method, files } =
    state.style === 'generic'
      ? readGeneric(request, dialect, registry, list)
      : readTyped(request, dialect, registry, list)
  const call = toCall({
    dialect,
    registry,
    method,
    post: true,
    list,
    headers: req.headers,
    readOAuth: () => readEnvelopeOAuth(exchange, body, signedUris),
    formatKnown,
    foldsNewlines: true,
  })
  return files.size === 0 ? call : { ...call, ...(await spoolFiles(files, spool, origin.address)) }
}

function isGeneric({ name, namespace }: XmlElement, { envelopes: { soap } }: Dialect): boolean {
  return name === soap?.request && namespace === soap.namespace
}

/** Generic requests have no native trees; a tree is JSON text. */
const noTrees = treeParams(undefined)

/** Reads a generic request. The first `method` is the method name; further ones are parameters. */
function readGeneric({ children }: XmlElement, dialect: Dialect, registry: Registry, list: PairList): ParsedRequest {
  const named = children.find((child) => child.name === 'method')
  const method = checkMethodName(trimSpace(named?.text ?? ''))
  if (named !== undefined && named.children.length > 0) list.refuse('The element method must hold a name only')
  const params = children.filter((child) => child !== named)
  return { method, files: readParams(params, registry.find(method), dialect, list, noTrees) }
}

/** Reads a typed request: an element named after the method, with the content that the WSDL declares. */
function readTyped(request: XmlElement, dialect: Dialect, registry: Registry, list: PairList): ParsedRequest {
  checkMethodName(request.name)
  const isTyped = request.namespace === typedNamespace
  // A name in another namespace is no method. In Clark notation it is not found, and the log shows it.
  const name = isTyped ? request.name : `{${request.namespace}}${request.name}`
  const method = registry.find(name)
  if (method !== undefined) refuseUnknown(request.children, method, dialect, list)
  return { method: name, files: readParams(request.children, method, dialect, list, treeParams(method)) }
}

function refuseUnknown(
  elements: readonly XmlElement[],
  method: MethodDescription,
  { credentials }: Dialect,
  list: PairList,
): void {
  const isKnown = (name: string) =>
    method.params.names.has(name) || credentials.reserved.has(name) || method.files.includes(name)
  for (const { name, namespace } of elements) {
    if (!isKnown(name)) list.refuse(`The method ${method.name} takes no element ${name}`)
    else if (namespace !== typedNamespace && namespace !== '') {
      list.refuse(`The element ${name} is in the namespace ${namespace}, which is not that of the WSDL`)
    }
  }
}
