/** An attribute, other than a namespace declaration. */
export interface XmlAttribute {
  /** The local name. */
  readonly name: string
  /** The namespace name; empty for an attribute without a prefix (Namespaces in XML 1.0, section 6.2). */
  readonly namespace: string
  readonly value: string
}

/** An element of a parsed document. */
export interface XmlElement {
  /** The local name. */
  readonly name: string
  /** The namespace name; empty where there is none. */
  readonly namespace: string
  readonly attributes: readonly XmlAttribute[]
  /** The child elements in order. */
  readonly children: readonly XmlElement[]
  /** The character data directly inside, concatenated: comments are dropped, CDATA is text (security.md X5). */
  readonly text: string
}
