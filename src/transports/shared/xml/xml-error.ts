/**
 * The kind of a refusal: `malformed` for a violation of XML 1.0 or Namespaces in XML, or an unsupported feature (DOCTYPE,
 * processing instruction, unknown encoding); `long-name` for a name beyond its limit; `too-large` beyond another limit.
 */
export type XmlErrorKind = 'malformed' | 'too-large' | 'long-name'

/** A position in a document; both count from one, columns in UTF-16 units. */
export interface XmlPlace {
  readonly line: number
  readonly column: number
}

/** Thrown for a refused document. */
export class XmlError extends Error {
  readonly kind: XmlErrorKind
  /** The public reason, a sentence without full stop and position. */
  readonly reason: string
  /** The position; undefined where the bytes could not be decoded. */
  readonly place: XmlPlace | undefined

  constructor(kind: XmlErrorKind, reason: string, place?: XmlPlace) {
    super(place === undefined ? reason : `${reason} (line ${place.line}, column ${place.column})`)
    this.name = 'XmlError'
    this.kind = kind
    this.reason = reason
    this.place = place
  }
}
