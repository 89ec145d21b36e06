/** The timeouts of the HTTP server, in milliseconds. */
export const timeouts = {
  /** Until the head of a request is complete. */
  headers: 10_000,
  /**
   * Without a byte in either direction, from the head of a request to the end of its answer. Longer than handlers may
   * run (the setting CALL_TIMEOUT, and the time of a multicall), so that their clients still get an answer.
   * Idle sockets are polled; the cut-off can be 10 % late.
   */
  idle: 40_000,
  /** Between two requests on one connection. Longer than proxies wait (60 s), so that none sends a call as it is closed. */
  keepAlive: 65_000,
  /** For calls that still run when the server stops. */
  drain: 10_000,
} as const
