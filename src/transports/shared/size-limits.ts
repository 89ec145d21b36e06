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

/** How long a client may take, in milliseconds. */
export const timeouts = {
  /** For the head of a request. */
  headers: 10_000,
  /**
   * Without a byte in either direction, from the head of a request to the end of its answer; longer than handlers may
   * run (the setting CALL_TIMEOUT, and `multicall`), so that their clients still get an answer.
   * Whoever is silent may have a tenth more.
   */
  silence: 40_000,
  /** Between two requests on one connection; longer than proxies wait (60 s), so that none sends a call as it is closed. */
  keepAlive: 65_000,
  /** For the calls of one system.multicall together; after that none begins. */
  multicall: 30_000,
  /** For calls that still run when the server is told to stop. */
  drain: 10_000,
} as const
