/** An attribute; namespace declarations are not among them. */
export interface XmlAttribute {
  /** The local name. */
  readonly name: string
  /** The namespace's name; empty for an attribute without a prefix (Namespaces in XML 1.0, section 6.2). */
  readonly namespace: string
  readonly value: string
}

/** An element of a document that was read whole. */
export interface XmlElement {
  /** The local name. */
  readonly name: string
  /** The namespace's name, empty where there is none. */
  readonly namespace: string
  readonly attributes: readonly XmlAttribute[]
  /** The child elements in order. */
  readonly children: readonly XmlElement[]
  /** All character data directly inside, joined: comments leave no trace, CDATA counts as text (security.md X5). */
  readonly text: string
}
