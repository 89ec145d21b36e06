/** How long a client may take, in milliseconds. */
export const timeouts = {
  /** For the head of a request. */
  headers: 10_000,
  /**
   * Without a byte in either direction, from the head of a request to the end of its answer; longer than handlers may
   * run (the setting CALL_TIMEOUT, and the time of a multicall), so that their clients still get an answer.
   * Whoever is silent may have a tenth more.
   */
  silence: 40_000,
  /** Between two requests on one connection; longer than proxies wait (60 s), so that none sends a call as it is closed. */
  keepAlive: 65_000,
  /** For calls that still run when the server is told to stop. */
  drain: 10_000,
} as const
