import { isUtf8 } from 'node:buffer'
import type { Dialect } from '../../core/dialect.js'
import type { MethodDescription } from '../../core/method-spec.js'
import { resolved, type Shape } from '../../core/schema/shape.js'
import { WireTreeError } from '../../core/schema/wire-tree.js'
import type { PairList } from '../shared/pair-list.js'
import { decodeBase64 } from '../shared/spool-files.js'
import { keepsSpace, trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'
import { hasText } from './envelope.js'
import { instanceNamespaces, isNil } from './nil.js'
import { readElements } from './read-tree.js'

/** The contents of files, by parameter name. */
export type FileContents = ReadonlyMap<string, Buffer>

/**
 * Reads the elements of a request as parameters, and declared files from base64.
 *
 * @param elements the parameters by local name, in any order
 * @param method undefined for an unknown method
 * @param dialect the dialect, whose credentials are no free text
 * @param trees the parameters that may have child elements
 * @returns the files, which are not parameters and so are never signed
 */
export function readParams(
  elements: readonly XmlElement[],
  method: MethodDescription | undefined,
  dialect: Dialect,
  list: PairList,
  trees: ReadonlyMap<string, Shape>,
): FileContents {
  const files = new Map<string, Buffer>()
  const treeElements = new Map<string, XmlElement[]>()
  for (const element of elements) {
    const { name, text } = element
    if (isNil(element)) continue
    if (isTreeElement(element, trees.get(name))) {
      treeElements.set(name, [...(treeElements.get(name) ?? []), element])
      continue
    }
    const refusal = refusalOf(element)
    if (refusal !== undefined) {
      list.refuse(`The parameter ${name} ${refusal}`, name)
      list.add(name, '')
    } else if (method?.files.includes(name)) {
      addFile(name, text, files, list)
    } else {
      const value = isBase64(element) ? textOfBase64(element, list) : text
      list.add(name, keepsSpace(method, dialect, name) ? value : trimSpace(value))
    }
  }
  for (const [name, elementsOfName] of treeElements) addTree(name, elementsOfName, trees.get(name), list)
  return files
}

/** Whether an element is a native tree; one with text only is JSON text. */
function isTreeElement({ children, text }: XmlElement, tree: Shape | undefined): boolean {
  if (tree === undefined || tree.kind === 'any') return false
  const item = tree.kind === 'list' ? resolved(tree.item).kind : tree.kind
  return children.length > 0 || !hasText(text) || item === 'scalar' || item === 'any'
}

function addTree(name: string, elements: readonly XmlElement[], tree: Shape | undefined, list: PairList): void {
  if (tree === undefined) return
  try {
    list.addTree(name, readElements(elements, tree))
  } catch (thrown) {
    if (!(thrown instanceof WireTreeError)) throw thrown
    list.refuse(`The parameter ${name} ${thrown.message}`, name)
    list.add(name, '')
  }
}

const encodings: ReadonlySet<string> = new Set([
  'http://schemas.xmlsoap.org/soap/encoding/',
  'http://www.w3.org/2003/05/soap-encoding',
])

/** The reason to refuse an element whose value is not its text; undefined for any other. */
function refusalOf({ attributes, children }: XmlElement): string | undefined {
  const refers = attributes.some(
    ({ name, namespace }) => (name === 'href' && namespace === '') || (name === 'ref' && encodings.has(namespace)),
  )
  if (refers) return 'refers to another element or an attachment (href); references are not read, write its value here'
  const [child] = children
  if (child === undefined) return undefined
  if (child.name === 'Include' && child.namespace === 'http://www.w3.org/2004/08/xop/include') {
    return 'includes an attachment (XOP, MTOM); attachments are not read, send base64'
  }
  return 'holds elements; its value must be text'
}

/** Whether an element has the type base64, which old stacks use for text beyond ASCII. */
function isBase64({ attributes }: XmlElement): boolean {
  return attributes.some(
    ({ name, namespace, value }) =>
      name === 'type' && instanceNamespaces.has(namespace) && /(?:^|:)base64(?:Binary)?$/.test(trimSpace(value)),
  )
}

function textOfBase64({ name, text }: XmlElement, list: PairList): string {
  const bytes = decodeBase64(text)
  if (bytes !== undefined && isUtf8(bytes)) return bytes.toString('utf8')
  list.refuse(`The parameter ${name} is not the base64 of a UTF-8 text`, name)
  return ''
}

/** Refuses text between the elements of a request. */
export function refuseText({ name, text }: XmlElement, list: PairList): void {
  if (hasText(text)) list.refuse(`There is text between the elements of ${name}`)
}

function addFile(name: string, text: string, files: Map<string, Buffer>, list: PairList): void {
  const content = decodeBase64(text)
  if (content === undefined) list.refuse(`The file ${name} is not base64`, name)
  else if (files.has(name)) list.refuse(`The file ${name} was sent more than once`, name)
  else files.set(name, content)
}
