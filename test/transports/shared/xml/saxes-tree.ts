import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { XmlElement } from '../../../../src/transports/shared/xml/element.js'

/** A declaration whose value has, or refers to, white space at an edge. */
const spacedNamespace = /xmlns[^\s=]*\s*=\s*(?:"(?:\s|[^"]*(?:&#|\s"))|'(?:\s|[^']*(?:&#|\s')))/

/** Whether saxes would read a namespace by another name: it trims them, which Namespaces in XML does not ask for. */
export function isTrimmedBySaxes(text: string): boolean {
  return spacedNamespace.test(text)
}

/** What NameChar has beside NameStartChar. */
const notAtStart = /^[\u0300-\u036f\u203f\u2040\xb7.0-9-]/

interface Growing extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

const xmlns = 'http://www.w3.org/2000/xmlns/'

/**
 * The tree of a document as saxes reads it, or undefined where it refuses it. Refused beside what saxes refuses, each
 * for its reason:
 * - DOCTYPE and processing instructions: no message needs them;
 * - lone surrogates: saxes joins a high one with whatever follows;
 * - local parts that begin with a digit, a hyphen and the like, which saxes takes for an NCName behind a prefix.
 * Every version 1.x counts as 1.0, as the fifth edition asks; by itself saxes would read 1.1 by the rules of XML 1.1.
 */
export function saxesTree(text: string): XmlElement | undefined {
  if (/\p{Surrogate}/u.test(text)) return undefined
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function parse(text: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true })
  const open: Growing[] = []
  let root: XmlElement | undefined
  const refuse = () => {
    throw new Error('refused')
  }
  const characters = (data: string) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += data
  }
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('processinginstruction', refuse)
  parser.on('text', characters)
  parser.on('cdata', characters)
  parser.on('closetag', () => open.pop())
  parser.on('opentag', (tag) => {
    for (const { local } of [tag, ...Object.values(tag.attributes)]) if (notAtStart.test(local)) refuse()
    const element = { name: tag.local, namespace: tag.uri, attributes: attributesOf(tag), children: [], text: '' }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.write(text).close()
  return root
}

function attributesOf(tag: SaxesTagNS) {
  return Object.values(tag.attributes)
    .filter(({ uri }) => uri !== xmlns)
    .map(({ local, uri, value }) => ({ name: local, namespace: uri, value }))
}
