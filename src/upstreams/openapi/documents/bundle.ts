import { isRawObject } from '../raw.js'
import { DescriptionError } from '../refusal.js'
import { findReferences, type Reference } from './find-references.js'
import { parseDocument } from './parse-document.js'

/** The limits of the documents of one description (upstreams.md section 3). */
const limits = { documents: 5_000, depth: 20, bytes: 64 * 1024 * 1024 } as const

/** Reads the documents of a description. */
export interface DocumentSource {
  /**
   * The address of a reference; undefined for one that is left as it is.
   *
   * @param target as it is written in the document
   * @param base the address of that document
   * @throws DescriptionError for one that must not be read
   */
  resolve(target: string, base: URL): URL | undefined
  /** The text of a document. @throws DescriptionError where it cannot be read */
  read(address: URL): Promise<string>
}

/** A description in one document. */
export interface Bundle {
  readonly document: unknown
  /** The addresses of all documents, the first one first, with their texts. */
  readonly texts: ReadonlyMap<string, string>
}

/** A document while it is bundled. */
interface Loaded {
  readonly address: URL
  readonly depth: number
  readonly tree: unknown
  readonly references: readonly Reference[]
  /** The pointer to it in the bundle; empty for the first. */
  readonly pointer: string
}

/** The member of the bundle that holds all documents but the first. */
const member = 'x-documents'

/**
 * Reads a description with all documents that it refers to, into one whose references stay inside it.
 *
 * @throws DescriptionError where one cannot be read, or the limits are exceeded
 */
export async function bundle(root: URL, source: DocumentSource): Promise<Bundle> {
  const bundler = new Bundler(source)
  return bundler.bundle(root)
}

class Bundler {
  readonly #source: DocumentSource
  readonly #loaded = new Map<string, Loaded>()
  readonly #texts = new Map<string, string>()
  readonly #names = new Set<string>()
  #bytes = 0

  constructor(source: DocumentSource) {
    this.#source = source
  }

  async bundle(root: URL): Promise<Bundle> {
    const first = await this.#load(root, 0, '')
    const order = [first]
    // New documents are added while the list is read.
    for (const document of order) {
      for (const address of this.#targets(document)) {
        if (this.#loaded.has(address.href)) continue
        order.push(await this.#load(address, document.depth + 1, this.#pointer(address)))
      }
    }
    for (const document of order) this.#rewrite(document)
    const others = order.slice(1).map(({ pointer, tree }) => [pointer.slice(pointer.lastIndexOf('/') + 1), tree])
    if (others.length === 0 || !isRawObject(first.tree)) return { document: first.tree, texts: this.#texts }
    return { document: { ...first.tree, [member]: Object.fromEntries(others) }, texts: this.#texts }
  }

  async #load(address: URL, depth: number, pointer: string): Promise<Loaded> {
    if (depth > limits.depth)
      throw new DescriptionError(`${nameOf(address)} is the end of ${limits.depth + 1} references in a row`)
    if (this.#loaded.size >= limits.documents)
      throw new DescriptionError(`It has more than ${limits.documents} documents`)
    const text = await this.#source.read(address)
    this.#bytes += Buffer.byteLength(text)
    if (this.#bytes > limits.bytes)
      throw new DescriptionError(`Its documents have more than ${limits.bytes} bytes together`)
    const tree = parseDocument(text, nameOf(address))
    const loaded = { address, depth, tree, references: findReferences(tree), pointer }
    this.#loaded.set(address.href, loaded)
    this.#texts.set(address.href, text)
    return loaded
  }

  /** The documents that a document refers to. */
  #targets({ references, address }: Loaded): readonly URL[] {
    return references.flatMap(({ target }) => {
      const found = this.#resolve(target, address)
      return found === undefined ? [] : [withoutFragment(found)]
    })
  }

  #resolve(target: string, base: URL): URL | undefined {
    // A plain word is no address: Swagger 1.2 named types so.
    return target.startsWith('#') || !/[./:]/.test(target) ? undefined : this.#source.resolve(target, base)
  }

  /** Gives references the place of their target in the bundle. */
  #rewrite({ references, address, pointer }: Loaded): void {
    for (const { target, replace } of references) {
      if (target.startsWith('#')) {
        if (pointer !== '' && (target === '#' || target.startsWith('#/'))) replace(`#${pointer}${target.slice(1)}`)
        continue
      }
      const found = this.#resolve(target, address)
      const document = found && this.#loaded.get(withoutFragment(found).href)
      const inner = found?.hash.slice(1) ?? ''
      if (document !== undefined && (inner === '' || inner.startsWith('/'))) replace(`#${document.pointer}${inner}`)
    }
  }

  /** The place of a document in the bundle: under the name of its file. */
  #pointer(address: URL): string {
    const file = address.pathname.slice(address.pathname.lastIndexOf('/') + 1)
    const plain = file.replace(/\.(?:ya?ml|json)$/i, '').replace(/[^A-Za-z0-9_.-]+/g, '_') || 'document'
    let name = plain
    for (let count = 2; this.#names.has(name); count++) name = `${plain}_${count}`
    this.#names.add(name)
    return `/${member}/${name}`
  }
}

function withoutFragment(address: URL): URL {
  const plain = new URL(address)
  plain.hash = ''
  return plain
}

/** The name of a document for messages: the path of a file, else the address without its query, which may hold secrets. */
export function nameOf(address: URL): string {
  return address.protocol === 'file:' ? decodeURIComponent(address.pathname) : `${address.origin}${address.pathname}`
}
