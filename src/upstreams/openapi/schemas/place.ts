/** Whether a schema is of what callers send or of what they get. */
export type Direction = 'request' | 'answer'

/** The position of a schema. */
export interface SchemaPlace {
  /** For messages, such as `body.lines[].sku`. */
  readonly path: string
  readonly direction: Direction
  /** The schemas around it. */
  readonly depth: number
  /** Called with what a Shape cannot express or check. */
  readonly onDegraded: (what: string) => void
}

/** The position of a schema inside another. */
export function inside(place: SchemaPlace, step: string): SchemaPlace {
  return { ...place, path: `${place.path}${step}`, depth: place.depth + 1 }
}

/** Reports what is lost of the schema at a place. */
export function degrade({ path, onDegraded }: SchemaPlace, what: string): void {
  onDegraded(`${path} ${what}`)
}
