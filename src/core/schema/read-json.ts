import { TreeCheck, WireNumber, type WireTree, WireTreeError } from './wire-tree.js'

/**
 * Parses JSON text (RFC 8259), keeps all digits of its numbers, and checks the limits of trees.
 *
 * @param depth the depth of the value, where it is a part of another
 * @throws WireTreeError where it is no JSON, too deep or too large, or has a duplicate or forbidden name
 */
export function readJson(text: string, depth = 0): WireTree {
  try {
    JSON.parse(text)
  } catch {
    throw new WireTreeError('is no JSON text')
  }
  return new JsonReader(text).read(depth)
}

const string = /"[^"\\]*(?:\\.[^"\\]*)*"/y
const number = /[-+.0-9eE]+/y
const space = /[ \t\n\r]*/y

/** Reads valid JSON text. */
class JsonReader {
  readonly #text: string
  readonly #check = new TreeCheck()
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(depth: number): WireTree {
    this.#check.value(depth)
    switch (this.#peek()) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#list(depth)
      case '"':
        return this.#string()
      case 't':
        return this.#literal('true', true)
      case 'f':
        return this.#literal('false', false)
      case 'n':
        return this.#literal('null', null)
      default:
        return new WireNumber(this.#token(number))
    }
  }

  #object(depth: number): WireTree {
    const members = new Map<string, WireTree>()
    for (this.#at++; this.#peek() !== '}'; this.#pass(',')) {
      const name = this.#string()
      this.#pass(':')
      this.#check.member(members, name, this.read(depth + 1))
    }
    this.#at++
    return members
  }

  #list(depth: number): WireTree {
    const items: WireTree[] = []
    for (this.#at++; this.#peek() !== ']'; this.#pass(',')) items.push(this.read(depth + 1))
    this.#at++
    return items
  }

  #string(): string {
    return this.#check.text(String(JSON.parse(this.#token(string))))
  }

  #literal<Value>(word: string, value: Value): Value {
    this.#at += word.length
    return value
  }

  /** The next character that is no white space. */
  #peek(): string {
    this.#token(space)
    return this.#text[this.#at] ?? ''
  }

  /** Skips a character if it is the next one. */
  #pass(character: string): void {
    if (this.#peek() === character) this.#at++
    this.#peek()
  }

  #token(form: RegExp): string {
    form.lastIndex = this.#at
    const [token = ''] = form.exec(this.#text) ?? []
    this.#at += token.length
    return token
  }
}
