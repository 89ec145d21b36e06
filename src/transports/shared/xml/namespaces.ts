import { sizeLimits } from '../size-limits.js'
import type { Source } from './source.js'

/** A namespace of a document; one object per name, compared by identity. */
export interface Namespace {
  readonly name: string
  /** Its index among the namespaces of the document. */
  readonly index: number
}

interface Binding {
  readonly prefix: string
  readonly namespace: Namespace
  /** The depth of the declaring element. */
  readonly depth: number
  /** The outer binding of the prefix. */
  readonly outer: Binding | undefined
}

const noNamespace: Namespace = { name: '', index: 0 }
const xmlNamespace: Namespace = { name: 'http://www.w3.org/XML/1998/namespace', index: 1 }
const xmlnsName = 'http://www.w3.org/2000/xmlns/'

/** The namespace bindings in scope (Namespaces in XML 1.0, third edition). */
export class Namespaces {
  readonly #source: Source
  readonly #known = new Map<string, Namespace>()
  readonly #meanings = new Map<string, Binding>()
  readonly #inForce: Binding[] = []

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
    const outer = this.#meanings.get(prefix)
    if (outer?.depth === depth) throw this.#source.malformed('An element declares a namespace prefix twice')
    if (this.#inForce.length >= sizeLimits.xml.namespaces) {
      throw this.#source.tooLarge(`At most ${sizeLimits.xml.namespaces} namespace declarations may be in force`)
    }
    const binding = { prefix, namespace: this.#find(name), depth, outer }
    this.#meanings.set(prefix, binding)
    this.#inForce.push(binding)
  }

  /** Removes the bindings of an element at its end. */
  leave(depth: number): void {
    for (let last = this.#inForce.at(-1); last?.depth === depth; last = this.#inForce.at(-1)) {
      this.#inForce.pop()
      if (last.outer === undefined) this.#meanings.delete(last.prefix)
      else this.#meanings.set(last.prefix, last.outer)
    }
  }

  /** The namespace of an element's name. @throws XmlError for an undeclared prefix */
  ofElement(prefix: string): Namespace {
    if (prefix !== '') return this.ofAttribute(prefix)
    return this.#meanings.get('')?.namespace ?? noNamespace
  }

  /** The namespace of an attribute's name: without a prefix it has none (section 6.2). */
  ofAttribute(prefix: string): Namespace {
    if (prefix === '') return noNamespace
    const namespace = prefix === 'xml' ? xmlNamespace : this.#meanings.get(prefix)?.namespace
    if (namespace === undefined) throw this.#source.malformed('A prefix is bound to no namespace')
    return namespace
  }

  #find(name: string): Namespace {
    if (name === '') return noNamespace
    if (name === xmlNamespace.name) return xmlNamespace
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const namespace = { name, index: this.#known.size + 2 }
    this.#known.set(name, namespace)
    return namespace
  }
}

/** The reason to refuse a declaration (section 3 on reserved prefixes, section 5 on empty names). */
function refusal(prefix: string, name: string): string | undefined {
  if (prefix === 'xmlns') return 'The prefix xmlns cannot be declared'
  if (name === xmlnsName) return 'The namespace of xmlns cannot be declared'
  if ((prefix === 'xml') !== (name === xmlNamespace.name)) return 'The prefix xml and its namespace belong together'
  if (prefix !== '' && name === '') return 'A prefix cannot be bound to no namespace'
  return undefined
}
