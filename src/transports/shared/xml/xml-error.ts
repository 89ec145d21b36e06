/**
 * Why a document is refused: `malformed` where it breaks XML 1.0 or Namespaces in XML or uses what is not read here
 * (a DOCTYPE, a processing instruction, an unknown encoding), `long-name` where a name is beyond its limit, `too-large`
 * where it is beyond another one.
 */
export type XmlErrorKind = 'malformed' | 'too-large' | 'long-name'

/** A place in a document; both count from one, and a column is a UTF-16 unit. */
export interface XmlPlace {
  readonly line: number
  readonly column: number
}

/** A document that is not read. */
export class XmlError extends Error {
  readonly kind: XmlErrorKind
  /** What is wrong, as a public sentence without a full stop and without the place. */
  readonly reason: string
  /** Where; undefined where the bytes could not even be turned into text. */
  readonly place: XmlPlace | undefined

  constructor(kind: XmlErrorKind, reason: string, place?: XmlPlace) {
    super(place === undefined ? reason : `${reason} (line ${place.line}, column ${place.column})`)
    this.name = 'XmlError'
    this.kind = kind
    this.reason = reason
    this.place = place
  }
}
