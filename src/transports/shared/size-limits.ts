/**
 * How much a client may send. Whatever goes past a limit is refused with 124 before a method sees it.
 * The values follow security.md X2: generous to every client we know, and small enough that the worst request
 * inside them costs a bounded amount of time and memory.
 */
export const sizeLimits = {
  /** Bytes of a body without files, after decompression. */
  body: 1024 * 1024,
  /** How many times larger a body may become by decompression. */
  compression: 100,
  /** Bytes of a request's address, query included; what node's own cap on the head leaves room for. */
  target: 8 * 1024,
  /** Parameters of one call. */
  parameters: 500,
  /** Bytes of a parameter's name. */
  name: 256,
  /** Bytes of a parameter's value. */
  value: 512 * 1024,
  /** File parts of one multipart body. */
  files: 4,
  /** Requests of one connection that wait while another is answered. */
  pipelined: 32,
  /** Calls in one system.multicall. */
  multicall: 20,
  /** What an XML document may hold; beyond, it counts as a document that cannot be read (121, 122). */
  xml: {
    /** Elements inside one another, the root included. */
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
    /** Namespace declarations in force at one place, those that hide others included. */
    namespaces: 64,
  },
} as const
