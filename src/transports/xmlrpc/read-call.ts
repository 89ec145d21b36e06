import type { CredentialSource } from '../../core/auth/credential.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { MaybePromise } from '../../core/maybe-promise.js'
import type { MethodDescription } from '../../core/method-spec.js'
import type { UploadSpool } from '../../core/ports/upload-spool.js'
import type { Registry } from '../../core/registry.js'
import { WireTreeError } from '../../core/schema/wire-tree.js'
import { readQuery, utf8Text } from '../shared/form.js'
import { PairList } from '../shared/pair-list.js'
import { spoolFiles } from '../shared/spool-files.js'
import { keepsSpace, treeParams, trimSpace } from '../shared/text-params.js'
import { toCall } from '../shared/to-call.js'
import type { XmlElement } from '../shared/xml/element.js'
import type { MethodCall } from './method-call.js'
import { readTree } from './read-tree.js'
import { type Member, readValue } from './value.js'

/** The dependencies of reading an XML-RPC call. */
export interface XmlRpcReader {
  readonly dialect: Dialect
  readonly spool: UploadSpool
}

/** The request around the document of a call. */
export interface RequestContext extends CredentialSource {
  /** The methods of this request, those of the protocol included. */
  readonly registry: Registry
  readonly query: string
  /** The network address of the client. */
  readonly address: string
  /** Whether the format in the address exists. */
  readonly formatKnown: boolean
}

/** A call with its files in memory. */
export interface ParsedCall {
  readonly call: Call
  /** The content of the files that the method declares. */
  readonly files: ReadonlyMap<string, Buffer>
}

/**
 * Builds a call from a document and its request. The parameters are the members of a single struct, or positional values in
 * the declared order; those of the query are added.
 *
 * @throws ApiError 122 for a value that is invalid for its type, 123, 124, then 102
 */
export function parseCall(document: MethodCall, context: RequestContext, reader: XmlRpcReader): ParsedCall {
  const list = new PairList()
  readQuery(context.query, list)
  const params = new ParamReader(list, reader.dialect, context.registry.find(document.name))
  params.addAll(document)
  const call = toCall({
    dialect: reader.dialect,
    registry: context.registry,
    method: document.name,
    post: true,
    list,
    headers: context.headers,
    readOAuth: context.readOAuth,
    formatKnown: context.formatKnown,
    foldsNewlines: true,
  })
  return { call, files: params.files }
}

/**
 * Writes the files of a call to the upload spool.
 *
 * @param address the network address of the client
 * @returns a plain value for a call without files
 * @throws ApiError 124 where the spool is full
 */
export function spoolCall({ call, files }: ParsedCall, spool: UploadSpool, address: string): MaybePromise<Call> {
  return files.size === 0 ? call : spoolFiles(files, spool, address).then((spooled) => ({ ...call, ...spooled }))
}

/** The named parameters of a call; undefined for positional ones. */
export function namedParams({ params }: MethodCall): readonly Member[] | undefined {
  const [first, second] = params
  if (first === undefined) return []
  if (second !== undefined) return undefined
  const value = readValue(first)
  return value.kind === 'struct' ? value.members : undefined
}

/** Converts the values of a document to pairs, trees and files. */
class ParamReader {
  /** The content of the files that the method declares. */
  readonly files = new Map<string, Buffer>()
  readonly #list: PairList
  readonly #dialect: Dialect
  readonly #method: MethodDescription | undefined

  constructor(list: PairList, dialect: Dialect, method: MethodDescription | undefined) {
    this.#list = list
    this.#dialect = dialect
    this.#method = method
  }

  addAll(document: MethodCall): void {
    for (const member of namedParams(document) ?? this.#byPosition(document)) this.#add(member)
  }

  /** Assigns positional values to the declared parameters, and then to the files. */
  #byPosition({ name, params }: MethodCall): readonly Member[] {
    if (this.#method === undefined) return []
    const names = [...this.#method.params.specs.map((spec) => spec.name), ...this.#method.files]
    if (params.length > names.length) {
      this.#list.refuse(`${name} takes ${names.length} values by position; send a struct to name others`)
    }
    return names.flatMap((parameter, index): Member[] => {
      const value = params[index]
      return value === undefined ? [] : [[parameter, value]]
    })
  }

  #add([name, element]: Member): void {
    const value = readValue(element)
    const tree = treeParams(this.#method).get(name)
    if (tree !== undefined && (tree.kind === 'any' || value.kind === 'array' || value.kind === 'struct')) {
      this.#addTree(name, element)
      return
    }
    switch (value.kind) {
      case 'nil':
        return
      case 'scalar':
        this.#list.add(name, value.text)
        return
      case 'string':
        this.#list.add(name, keepsSpace(this.#method, this.#dialect, name) ? value.text : trimSpace(value.text))
        return
      case 'base64':
        this.#addBytes(name, value.bytes)
        return
      case 'array':
      case 'struct':
        this.#list.add(name, '')
        this.#list.refuse(
          `The parameter ${name} is sent as ${value.kind}; send one text, a list with commas in it`,
          name,
        )
    }
  }

  #addTree(name: string, element: XmlElement): void {
    try {
      const tree = readTree(element)
      if (tree !== null) this.#list.addTree(name, tree)
    } catch (thrown) {
      if (!(thrown instanceof WireTreeError)) throw thrown
      this.#list.add(name, '')
      this.#list.refuse(`The parameter ${name} ${thrown.message}`, name)
    }
  }

  /** Adds base64: a declared file, or else a text in UTF-8. */
  #addBytes(name: string, bytes: Buffer): void {
    if (this.#method?.files.includes(name) === true) {
      if (this.files.has(name)) this.#list.refuse(`The file ${name} was sent more than once`, name)
      this.files.set(name, bytes)
      return
    }
    const text = utf8Text(bytes)
    this.#list.add(name, text ?? '')
    if (text === undefined) this.#list.refuse(`The base64 of the parameter ${name} is not UTF-8`, name)
  }
}
