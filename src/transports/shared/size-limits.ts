/**
 * The size limits of requests; beyond them a call is refused with 124 before it reaches a method. The values follow
 * security.md X2: sufficient for all known clients, and small enough to bound the time and memory of the worst request.
 */
export const sizeLimits = {
  /** Bytes of a body without files, after decompression. */
  body: 1024 * 1024,
  /** The maximum ratio of decompression. */
  compression: 100,
  /** Bytes of a request target, query included; node's limit on the head is larger. */
  target: 8 * 1024,
  /** Parameters of one call. */
  parameters: 500,
  /** Bytes of a parameter's name. */
  name: 256,
  /** Bytes of a parameter's value. */
  value: 512 * 1024,
  /** File parts of one multipart body. */
  files: 4,
  /** Pipelined requests of a connection that wait for an answer. */
  pipelined: 32,
  /** Calls in one system.multicall. */
  multicall: 20,
  /** Limits of an XML document, beyond which it counts as unreadable (121, 122). */
  xml: {
    /** Nesting of elements, the root included. */
    depth: 64,
    /** Elements of a document. */
    elements: 20_000,
    /** Attributes of one element, namespace declarations not counted. */
    attributes: 64,
    /** Bytes of a qualified name, which is refused by 124: a prefix, a colon, and the name of a method or parameter. */
    name: 513,
    /** Bytes of an attribute's value, references replaced. */
    attributeValue: 8 * 1024,
    /** Bytes of the text directly inside one element, references replaced: a file as base64 may fill the body. */
    text: 1024 * 1024,
    /** Namespace declarations in scope, hidden ones included. */
    namespaces: 64,
  },
} as const
