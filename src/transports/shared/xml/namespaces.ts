import { sizeLimits } from '../size-limits.js'
import type { Source } from './source.js'

/** A namespace declaration in scope. */
interface Binding {
  readonly prefix: string
  /** The name of the namespace. */
  readonly namespace: string
  /** The depth of the declaring element. */
  readonly depth: number
}

const xmlName = 'http://www.w3.org/XML/1998/namespace'
const xmlnsName = 'http://www.w3.org/2000/xmlns/'

/**
 * The namespace bindings in scope (Namespaces in XML 1.0, third edition). A list: documents declare few namespaces, and
 * hashing their names would cost more than comparing prefixes.
 */
export class Namespaces {
  readonly #source: Source
  /** The innermost last. */
  readonly #bindings: Binding[] = []

  constructor(source: Source) {
    this.#source = source
  }

  /**
   * Binds a prefix inside an element.
   *
   * @param prefix empty for the default namespace
   * @param depth of the element; that of the root is 1
   * @throws XmlError for a forbidden declaration, or beyond the limit
   */
  declare(prefix: string, name: string, depth: number): void {
    const reason = refusal(prefix, name)
    if (reason !== undefined) throw this.#source.malformed(reason)
    if (this.#find(prefix)?.depth === depth)
      throw this.#source.malformed('An element declares a namespace prefix twice')
    if (this.#bindings.length >= sizeLimits.xml.namespaces) {
      throw this.#source.tooLarge(`At most ${sizeLimits.xml.namespaces} namespace declarations may be in force`)
    }
    this.#bindings.push({ prefix, namespace: name, depth })
  }

  /** Removes the bindings of an element at its end. */
  leave(depth: number): void {
    const bindings = this.#bindings
    while (bindings.length > 0 && bindings[bindings.length - 1]?.depth === depth) bindings.pop()
  }

  /** The name of an element's namespace; empty for none. @throws XmlError for an undeclared prefix */
  ofElement(prefix: string): string {
    return prefix === '' ? (this.#find('')?.namespace ?? '') : this.ofAttribute(prefix)
  }

  /** The name of an attribute's namespace: without a prefix it has none (section 6.2). */
  ofAttribute(prefix: string): string {
    if (prefix === '') return ''
    const namespace = prefix === 'xml' ? xmlName : this.#find(prefix)?.namespace
    if (namespace === undefined) throw this.#source.malformed('A prefix is bound to no namespace')
    return namespace
  }

  #find(prefix: string): Binding | undefined {
    const bindings = this.#bindings
    for (let index = bindings.length - 1; index >= 0; index--) {
      const binding = bindings[index]
      if (binding?.prefix === prefix) return binding
    }
    return undefined
  }
}

/** The reason to refuse a declaration (section 3 on reserved prefixes, section 5 on empty names). */
function refusal(prefix: string, name: string): string | undefined {
  if (prefix === 'xmlns') return 'The prefix xmlns cannot be declared'
  if (name === xmlnsName) return 'The namespace of xmlns cannot be declared'
  if ((prefix === 'xml') !== (name === xmlName)) return 'The prefix xml and its namespace belong together'
  if (prefix !== '' && name === '') return 'A prefix cannot be bound to no namespace'
  return undefined
}
