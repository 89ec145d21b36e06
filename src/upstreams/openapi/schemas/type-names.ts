/** Names the targets of references, uniquely in a description: by their last segment, cleaned for XML. */
export class TypeNames {
  readonly #used = new Set<string>()

  /** A name for the target of a reference, with a word behind it where it is given. */
  take($ref: string, suffix = ''): string {
    const last = $ref.slice($ref.lastIndexOf('/') + 1).replaceAll('~1', '/')
    const clean = last.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^(?![A-Za-z])/, 'type_')
    const wanted = `${clean.slice(0, 100)}${suffix}`
    let name = wanted
    for (let count = 2; this.#used.has(name.toLowerCase()); count++) name = `${wanted}${count}`
    this.#used.add(name.toLowerCase())
    return name
  }
}
