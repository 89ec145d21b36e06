import { maybeNotXml, notXml } from '../../../core/schema/not-xml.js'
import { longer } from '../longer.js'
import { sizeLimits } from '../size-limits.js'
import { exchange } from './exchange.js'
import { inName, nameCharacters, startsName } from './name-characters.js'
import { XmlError, type XmlPlace } from './xml-error.js'

const tab = 0x09
const lineFeed = 0x0a
const space = 0x20

/** The text of a document, with normalised line ends (section 2.11), and the reading position. */
export class Source {
  readonly text: string
  /** The index of the next character. */
  position = 0

  /** @throws XmlError for a character that XML forbids */
  constructor(text: string) {
    this.text = text.includes('\r') ? exchange(exchange(text, '\r\n', '\n'), '\r', '\n') : text
    if (maybeNotXml.test(this.text)) {
      const found = notXml.exec(this.text)
      if (found !== null) throw this.malformed('A character is not allowed in XML', found.index)
    }
    if (this.text.charCodeAt(0) === 0xfeff) this.position = 1
  }

  /** Whether a token is at the position. */
  looksAt(token: string): boolean {
    return this.text.startsWith(token, this.position)
  }

  /** Skips white space (production 3). @returns whether there was any */
  skipSpace(): boolean {
    const start = this.position
    this.position = this.#spaceEnd(start)
    return this.position > start
  }

  /** Whether a range is white space only. */
  isSpace(start: number, end: number): boolean {
    return this.#spaceEnd(start) >= end
  }

  #spaceEnd(start: number): number {
    let at = start
    for (;;) {
      const code = this.text.charCodeAt(at)
      if (code !== space && code !== lineFeed && code !== tab) return at
      at++
    }
  }

  /** Reads a name (production 5), colons included. @throws XmlError where there is none, or beyond the limit */
  readName(): string {
    const { text, position: start } = this
    if (((nameCharacters[text.charCodeAt(start)] ?? 0) & startsName) === 0) {
      throw this.malformed('A name is missing, or begins with a character that no name begins with')
    }
    let end = start + 1
    while (((nameCharacters[text.charCodeAt(end)] ?? 0) & inName) !== 0) end++
    const name = text.slice(start, end)
    if (longer(name, sizeLimits.xml.name)) {
      throw new XmlError('long-name', `A name takes at most ${sizeLimits.xml.name} bytes`, this.#place(start))
    }
    this.position = end
    return name
  }

  /** The error for a malformed document. */
  malformed(reason: string, at = this.position): XmlError {
    return new XmlError('malformed', reason, this.#place(at))
  }

  /** The error for a document beyond a limit. */
  tooLarge(reason: string, at = this.position): XmlError {
    return new XmlError('too-large', reason, this.#place(at))
  }

  #place(at: number): XmlPlace {
    let line = 1
    let lineStart = 0
    for (;;) {
      const found = this.text.indexOf('\n', lineStart)
      if (found === -1 || found >= at) return { line, column: at - lineStart + 1 }
      line++
      lineStart = found + 1
    }
  }
}
