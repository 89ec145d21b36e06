import { longer } from '../longer.js'
import { sizeLimits } from '../size-limits.js'
import { readAttributes } from './attributes.js'
import { readDeclaration } from './declaration.js'
import type { XmlElement } from './element.js'
import { Namespaces } from './namespaces.js'
import { localStart } from './qualified-name.js'
import { expandReferences } from './references.js'
import { Source } from './source.js'
import type { XmlError } from './xml-error.js'

/**
 * Parses a document by XML 1.0 (fifth edition) and Namespaces in XML 1.0, strictly and within `sizeLimits.xml`. DOCTYPE,
 * processing instructions and entities beyond the five predefined ones are refused, since messages do not need them.
 *
 * @param text decoded, see `decodeXml`; the declared encoding is ignored
 * @throws XmlError for a refused document
 */
export function readXml(text: string): XmlElement {
  const source = new Source(text)
  readDeclaration(source)
  return new TreeReader(source).read()
}

/** An element whose end tag was not read yet. */
interface OpenElement extends XmlElement {
  children: XmlElement[]
  text: string
}

/** The children of a new element, shared: an array is allocated with the first child, since most elements have none. */
const childless: XmlElement[] = []

const greaterThan = 0x3e
const slash = 0x2f
const exclamationMark = 0x21
const questionMark = 0x3f

class TreeReader {
  readonly #source: Source
  readonly #namespaces: Namespaces
  /** The open elements, and their qualified names. */
  readonly #open: OpenElement[] = []
  readonly #names: string[] = []
  #root: XmlElement | undefined
  #elements = 0
  /** The positions of the next `&` and the next `]]>`, so that not every text is searched for them. */
  #ampersand = -1
  #sectionEnd = -1

  constructor(source: Source) {
    this.#source = source
    this.#namespaces = new Namespaces(source)
  }

  read(): XmlElement {
    const source = this.#source
    const { text } = source
    for (let at = text.indexOf('<', source.position); at !== -1; at = text.indexOf('<', source.position)) {
      this.#readText(at)
      const code = text.charCodeAt(at + 1)
      if (code === slash) this.#readEndTag()
      else if (code === exclamationMark) this.#readSpecial()
      else if (code === questionMark) throw refuseInstruction(source)
      else this.#readStartTag()
    }
    this.#readText(text.length)
    if (this.#open.length > 0) throw source.malformed('The document ends before its elements do')
    if (this.#root === undefined) throw source.malformed('The document has no element')
    return this.#root
  }

  /** Reads character data (production 14) up to the next tag. */
  #readText(end: number): void {
    const source = this.#source
    const start = source.position
    if (start === end) return
    const element = this.#open[this.#open.length - 1]
    if (element === undefined) {
      if (!source.isSpace(start, end)) throw source.malformed('There is text outside the root element')
    } else {
      if (this.#sectionEnd < start) this.#sectionEnd = next(source.text, ']]>', start)
      if (this.#sectionEnd < end) throw source.malformed('Text holds ]]>', this.#sectionEnd)
      if (this.#ampersand < start) this.#ampersand = next(source.text, '&', start)
      element.text += this.#ampersand < end ? expandReferences(source, start, end) : source.text.slice(start, end)
    }
    source.position = end
  }

  #readStartTag(): void {
    const source = this.#source
    const start = source.position++
    const qualified = source.readName()
    if (this.#root !== undefined && this.#open.length === 0) throw source.malformed('There is a second root', start)
    const depth = this.#open.length + 1
    if (depth > sizeLimits.xml.depth)
      throw source.tooLarge(`Elements are nested ${sizeLimits.xml.depth} deep at most`, start)
    if (++this.#elements > sizeLimits.xml.elements) {
      throw source.tooLarge(`A document takes at most ${sizeLimits.xml.elements} elements`, start)
    }
    const attributes = readAttributes(source, this.#namespaces, depth)
    const local = localStart(source, qualified)
    const element = {
      name: local === 0 ? qualified : qualified.slice(local),
      namespace: this.#namespaces.ofElement(local === 0 ? '' : qualified.slice(0, local - 1)),
      attributes,
      children: childless,
      text: '',
    }
    this.#attach(element)
    const empty = source.text.charCodeAt(source.position) === slash
    if (empty) source.position++
    if (source.text.charCodeAt(source.position) !== greaterThan) throw source.malformed('A start tag is not closed')
    source.position++
    if (empty) {
      this.#namespaces.leave(depth)
    } else {
      this.#open.push(element)
      this.#names.push(qualified)
    }
  }

  #attach(element: XmlElement): void {
    const parent = this.#open[this.#open.length - 1]
    if (parent === undefined) this.#root = element
    else if (parent.children === childless) parent.children = [element]
    else parent.children.push(element)
  }

  #readEndTag(): void {
    const source = this.#source
    const name = this.#names.pop()
    const element = this.#open.pop()
    source.position += 2
    if (element === undefined || name === undefined || !source.looksAt(name)) {
      throw source.malformed('An end tag does not belong to the element that is open')
    }
    source.position += name.length
    if (source.text.charCodeAt(source.position) !== greaterThan) {
      source.skipSpace()
      if (source.text.charCodeAt(source.position) !== greaterThan) {
        throw source.malformed('An end tag is not closed, or does not belong to the element that is open')
      }
    }
    source.position++
    if (longer(element.text, sizeLimits.xml.text)) {
      throw source.tooLarge(`The text of an element takes at most ${sizeLimits.xml.text} bytes`)
    }
    this.#namespaces.leave(this.#open.length + 1)
  }

  /** Reads markup that begins with `<!`. */
  #readSpecial(): void {
    const source = this.#source
    if (source.looksAt('<!--')) this.#readComment()
    else if (source.looksAt('<![CDATA[')) this.#readSection()
    else if (source.looksAt('<!DOCTYPE')) throw source.malformed('A DOCTYPE is not read here')
    else throw source.malformed('There is a tag that begins with an exclamation mark')
  }

  /** Skips a comment (production 15). */
  #readComment(): void {
    const source = this.#source
    const end = source.text.indexOf('--', source.position + '<!--'.length)
    if (end === -1) throw source.malformed('A comment is not closed')
    if (source.text.charCodeAt(end + 2) !== greaterThan) throw source.malformed('A comment holds two hyphens', end)
    source.position = end + '-->'.length
  }

  /** Reads a CDATA section (production 18). */
  #readSection(): void {
    const source = this.#source
    const element = this.#open[this.#open.length - 1]
    if (element === undefined) throw source.malformed('There is text outside the root element')
    const start = source.position + '<![CDATA['.length
    const end = source.text.indexOf(']]>', start)
    if (end === -1) throw source.malformed('A CDATA section is not closed')
    element.text += source.text.slice(start, end)
    source.position = end + ']]>'.length
  }
}

/** The error for `<?` after the beginning of a document. */
function refuseInstruction(source: Source): XmlError {
  const isDeclaration = /^<\?xml[ \t\n]/.test(source.text.slice(source.position, source.position + 6))
  return source.malformed(
    isDeclaration
      ? 'The XML declaration must come first; leave out what is before it, white space too'
      : 'A processing instruction is not read here',
  )
}

/** The index of the next token; beyond the text if there is none. */
function next(text: string, token: string, from: number): number {
  const found = text.indexOf(token, from)
  return found === -1 ? text.length : found
}
