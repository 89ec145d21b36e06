import { unserialize } from 'php-serialize'
import type { Shape } from '../../src/core/schema/shape.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { payloadShape } from '../../src/transports/shared/formats/payload-shape.js'
import type { XmlElement } from '../../src/transports/shared/xml/element.js'
import { saxesTree } from '../transports/shared/xml/saxes-tree.js'
import { childTree, elementTree, plainTree, type Tree, xmlRpcTree } from './trees.js'

/** What came of a call, whatever it travelled by. */
export type Outcome = { readonly value: Tree } | { readonly code: number }

/** An answer as bytes, with the media type. */
export interface Reply {
  readonly contentType: string
  readonly text: string
}

/**
 * Reads a reply of any protocol.
 *
 * @param result what the method answers
 */
export function readReply({ contentType, text }: Reply, result: Shape): Outcome {
  const shape = payloadShape(result, ipernity.envelopes.payload)
  if (contentType.startsWith('application/json')) return readPlain(JSON.parse(text), shape)
  if (contentType.startsWith('text/plain')) return readPlain(unserialize(text), shape)
  const root = parse(text)
  if (root.name === 'Envelope') return readEnvelope(root, shape)
  if (root.name === 'methodResponse') return readMethodResponse(root, shape)
  const code = root.attributes.find(({ name }) => name === 'code')
  if (code !== undefined) return { code: Number(code.value) }
  const attributes = root.attributes.filter(({ name }) => name !== 'status' && name !== 'at')
  return { value: elementTree({ ...root, attributes }, shape) }
}

function readPlain(document: Readonly<Record<string, unknown>>, shape: Shape): Outcome {
  const { api, ...payload } = document
  const { code } = api as { code?: string }
  return code === undefined ? { value: plainTree(payload, shape) } : { code: Number(code) }
}

function readEnvelope(root: XmlElement, shape: Shape): Outcome {
  const content = child(child(root, 'Body'), undefined)
  if (content.name === 'ipernityResponse') {
    return { value: elementTree(parse(`<payload>${content.text}</payload>`), shape) }
  }
  if (content.name !== 'Fault') return { value: childTree(content, shape) }
  const detail = content.children.find(({ name }) => name.toLowerCase() === 'detail')
  const written = detail === undefined ? child(content, 'faultcode').text : child(detail, 'code').text
  return { code: Number(written.replace('ipernity.error.', '')) }
}

function readMethodResponse(root: XmlElement, shape: Shape): Outcome {
  const content = child(root, undefined)
  if (content.name === 'params') return { value: xmlRpcTree(child(child(content, 'param'), 'value'), shape) }
  const members = child(child(content, 'value'), 'struct').children
  const code = members.find((member) => child(member, 'name').text === 'faultCode')
  return { code: Number(code === undefined ? undefined : child(child(code, 'value'), 'int').text) }
}

/** The root of an XML document. @throws Error where it is none */
export function parse(text: string): XmlElement {
  const root = saxesTree(text)
  if (root === undefined) throw new Error(`The reply is not well-formed: ${text}`)
  return root
}

/** The first child, or the first of a name. */
export function child(element: XmlElement, name: string | undefined): XmlElement {
  const found = element.children.find((candidate) => name === undefined || candidate.name === name)
  if (found === undefined) throw new Error(`${element.name} has no child ${name}`)
  return found
}
